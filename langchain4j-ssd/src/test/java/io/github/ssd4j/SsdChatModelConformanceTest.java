package io.github.ssd4j;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.common.AbstractChatModelIT;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponseMetadata;
import java.util.List;
import org.junit.jupiter.api.AfterAll;

/** LangChain4j's suite for chat models, with a scripted generator: everything but the words is ours. */
class SsdChatModelConformanceTest extends AbstractChatModelIT {

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
    protected ChatModel createModelWith(ChatRequestParameters parameters) {
        return SsdChatModel.builder()
                .engine(engine)
                .defaultRequestParameters(parameters)
                .build();
    }

    @Override
    protected ChatRequestParameters createIntegrationSpecificParameters(int maxOutputTokens) {
        return SsdChatRequestParameters.builder()
                .maxOutputTokens(maxOutputTokens)
                .build();
    }

    @Override
    protected Class<? extends ChatResponseMetadata> chatResponseMetadataType(ChatModel model) {
        return SsdChatResponseMetadata.class;
    }

    @Override
    protected boolean supportsModelNameParameter() {
        return false; // One model is loaded.
    }

    @Override
    protected boolean supportsSingleImageInputAsBase64EncodedString() {
        return false;
    }

    @Override
    protected boolean supportsSingleImageInputAsPublicURL() {
        return false;
    }
}
