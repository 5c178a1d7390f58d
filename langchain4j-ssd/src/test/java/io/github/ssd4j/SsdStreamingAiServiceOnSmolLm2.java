package io.github.ssd4j;

import dev.langchain4j.model.chat.StreamingChatModel;
import java.util.List;
import org.junit.jupiter.api.condition.EnabledIf;

/** LangChain4j's suite for streaming services on a real model. */
@EnabledIf(value = "io.github.ssd4j.RealModel#isPresent", disabledReason = RealModel.ABSENT)
class SsdStreamingAiServiceOnSmolLm2 extends SsdStreamingAiServiceConformanceTest {

    @Override
    SsdEngine newEngine() {
        return RealModel.engine(RealModel.TOOLS_CONTEXT);
    }

    @Override
    protected List<StreamingChatModel> models() {
        return List.of(SsdStreamingChatModel.builder()
                .engine(engine)
                .maxOutputTokens(RealModel.TOOLS_ANSWER)
                .build());
    }
}
