package io.github.ssd4j;

import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.common.AbstractStreamingChatModelIT;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponseMetadata;
import java.util.List;
import org.junit.jupiter.api.AfterAll;

/** LangChain4j's suite for streaming chat models, with a scripted generator: everything but the words is ours. */
class SsdStreamingChatModelConformanceTest extends AbstractStreamingChatModelIT {

    private final SsdEngine engine = newEngine();

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
    protected StreamingChatModel createModelWith(ChatRequestParameters parameters) {
        return SsdStreamingChatModel.builder()
                .engine(engine)
                .defaultRequestParameters(parameters)
                .build();
    }

    @Override
    public StreamingChatModel createModelWith(ChatModelListener listener) {
        return SsdStreamingChatModel.builder()
                .engine(engine)
                .listeners(List.of(listener))
                .build();
    }

    @Override
    protected ChatRequestParameters createIntegrationSpecificParameters(int maxOutputTokens) {
        return SsdChatRequestParameters.builder()
                .maxOutputTokens(maxOutputTokens)
                .build();
    }

    @Override
    protected Class<? extends ChatResponseMetadata> chatResponseMetadataType(StreamingChatModel model) {
        return SsdChatResponseMetadata.class;
    }

    @Override
    protected boolean supportsModelNameParameter() {
        return false; // One model is loaded.
    }

    @Override
    protected boolean supportsTools() {
        return false;
    }

    @Override
    protected boolean supportsToolChoiceRequired() {
        return false;
    }

    @Override
    protected boolean supportsJsonResponseFormat() {
        return false;
    }

    @Override
    protected boolean supportsJsonResponseFormatWithSchema() {
        return false;
    }

    @Override
    protected boolean supportsJsonResponseFormatWithRawSchema() {
        return false;
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
