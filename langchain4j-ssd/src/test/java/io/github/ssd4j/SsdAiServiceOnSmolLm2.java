package io.github.ssd4j;

import dev.langchain4j.model.chat.ChatModel;
import java.util.List;
import org.junit.jupiter.api.condition.EnabledIf;

/** LangChain4j's suite for services on a real model. */
@EnabledIf(value = "io.github.ssd4j.RealModel#isPresent", disabledReason = RealModel.ABSENT)
class SsdAiServiceOnSmolLm2 extends SsdAiServiceConformanceTest {

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
