package io.github.ssd4j;

import dev.langchain4j.data.image.Image;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.service.common.AbstractAiServiceWithToolsIT;
import java.util.List;
import org.junit.jupiter.api.AfterAll;

/** LangChain4j's suite for services with tools. */
class SsdAiServiceWithToolsConformanceTest extends AbstractAiServiceWithToolsIT {

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

    @Override
    protected boolean verifyModelInteractions() {
        return true;
    }

    /** The suite's own image lies on the network; this one is refused before anybody looks at it. */
    @Override
    protected Image catImage() {
        return Image.builder().base64Data("iVBORw0KGgo=").mimeType("image/png").build();
    }
}
