package io.github.ssd4j.spi;

import io.github.ssd4j.SsdChatModel;
import java.util.function.Supplier;

/**
 * Makes the builders that {@link SsdChatModel#builder()} returns. Found by {@link java.util.ServiceLoader}; meant for
 * frameworks.
 */
public interface SsdChatModelBuilderFactory extends Supplier<SsdChatModel.Builder> {}
