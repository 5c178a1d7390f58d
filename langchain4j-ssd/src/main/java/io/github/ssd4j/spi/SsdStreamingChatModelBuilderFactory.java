package io.github.ssd4j.spi;

import io.github.ssd4j.SsdStreamingChatModel;
import java.util.function.Supplier;

/**
 * Makes the builders that {@link SsdStreamingChatModel#builder()} returns. Found by {@link java.util.ServiceLoader};
 * meant for frameworks.
 */
public interface SsdStreamingChatModelBuilderFactory extends Supplier<SsdStreamingChatModel.Builder> {}
