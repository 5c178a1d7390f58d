package io.github.ssd4j;

import dev.langchain4j.model.chat.ChatModel;
import java.util.List;
import org.junit.jupiter.api.condition.EnabledIf;

/** LangChain4j's suite for services that return objects on a real model: whatever it says is such an object. */
@EnabledIf(value = "io.github.ssd4j.RealModel#isPresent", disabledReason = RealModel.ABSENT)
class SsdAiServiceWithJsonSchemaOnSmolLm2 extends SsdAiServiceWithJsonSchemaConformanceTest {

    @Override
    SsdEngine newEngine() {
        return RealModel.engine(RealModel.TOOLS_CONTEXT);
    }

    @Override
    protected List<ChatModel> models() {
        return List.of(SsdChatModel.builder()
                .engine(engine)
                .maxOutputTokens(RealModel.TOOLS_ANSWER)
                .build());
    }
}
