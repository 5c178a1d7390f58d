package io.github.ssd4j;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.service.common.AbstractAiServiceWithJsonSchemaIT;
import java.util.List;
import org.junit.jupiter.api.AfterAll;

/** LangChain4j's suite for services that return objects: every answer is held to a schema. */
class SsdAiServiceWithJsonSchemaConformanceTest extends AbstractAiServiceWithJsonSchemaIT {

    final SsdEngine engine = newEngine();

    SsdEngine newEngine() {
        return ScriptedEngine.forConformance().engine;
    }

    @AfterAll
    void close() {
        engine.close();
    }

    @Override
    protected List<ChatModel> models() {
        return List.of(SsdChatModel.builder().engine(engine).build());
    }

    @Override
    protected boolean supportsRecursion() {
        return true;
    }
}
