package io.github.ssd4j;

import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.common.AbstractChatModelListenerIT;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** LangChain4j's suite for the listeners of chat models. */
class SsdChatModelListenerConformanceTest extends AbstractChatModelListenerIT {

    private final SsdEngine working = newEngine();
    private final SsdEngine failing = newEngineWithShortContext();

    SsdEngine newEngine() {
        return ScriptedEngine.forConformance().engine;
    }

    SsdEngine newEngineWithShortContext() {
        return ScriptedEngine.withContext(4).engine;
    }

    @AfterEach
    void close() {
        working.close();
        failing.close();
    }

    @Override
    protected ChatModel createModel(ChatModelListener listener) {
        return SsdChatModel.builder()
                .engine(working)
                .temperature(temperature())
                .topP(topP())
                .maxOutputTokens(maxTokens())
                .listeners(List.of(listener))
                .build();
    }

    @Override
    protected String modelName() {
        return working.modelName();
    }

    /** The prompt is longer than the context. */
    @Override
    protected ChatModel createFailingModel(ChatModelListener listener) {
        return SsdChatModel.builder()
                .engine(failing)
                .listeners(List.of(listener))
                .build();
    }

    @Override
    protected Class<? extends Exception> expectedExceptionClass() {
        return InvalidRequestException.class;
    }
}
