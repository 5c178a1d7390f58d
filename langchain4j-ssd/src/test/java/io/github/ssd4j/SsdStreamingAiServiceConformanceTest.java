package io.github.ssd4j;

import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.response.ChatResponseMetadata;
import dev.langchain4j.service.common.AbstractStreamingAiServiceIT;
import java.util.List;
import org.junit.jupiter.api.AfterAll;

/** LangChain4j's suite for services on top of a streaming chat model. */
class SsdStreamingAiServiceConformanceTest extends AbstractStreamingAiServiceIT {

    final SsdEngine engine = newEngine();

    SsdEngine newEngine() {
        return ScriptedEngine.forConformance().engine;
    }

    @AfterAll
    void close() {
        engine.close();
    }

    @Override
    protected List<StreamingChatModel> models() {
        return List.of(SsdStreamingChatModel.builder().engine(engine).build());
    }

    @Override
    protected Class<? extends ChatResponseMetadata> chatResponseMetadataType(StreamingChatModel model) {
        return SsdChatResponseMetadata.class;
    }
}
