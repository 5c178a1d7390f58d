package io.github.ssd4j;

import dev.langchain4j.model.chat.StreamingChatModel;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * LangChain4j's suite on a real model, greedy, with drafts. Tools and JSON are left to {@link SsdStreamingChatModelOnSmolLm2}, and
 * two tests ask for more than a model of 135M parameters can do and are off:
 *
 * <ul>
 *   <li>{@code should_respect_system_message}: told to translate "I love you" into German, it answers in German, but with
 *       another sentence;
 *   <li>{@code should_respect_multiple_messages}: asked for the favourite colour that it was told, it says that it does
 *       not know.
 * </ul>
 *
 * Both run with a scripted generator in {@link SsdStreamingChatModelConformanceTest}.
 */
@ExtendWith(ToolsAndJson.Without.class)
@EnabledIf(value = "io.github.ssd4j.RealModel#isPresent", disabledReason = RealModel.ABSENT)
class SsdStreamingChatModelIT extends SsdStreamingChatModelConformanceTest {

    @Override
    SsdEngine newEngine() {
        return RealModel.engine(1024);
    }

    @Override
    @ParameterizedTest
    @MethodSource("models")
    @Disabled("the model is too small to translate")
    protected void should_respect_system_message(StreamingChatModel model) {}

    @Override
    @ParameterizedTest
    @MethodSource("models")
    @Disabled("the model is too small to remember")
    protected void should_respect_multiple_messages(StreamingChatModel model) {}
}
