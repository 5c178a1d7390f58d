package io.github.ssd4j;

import dev.langchain4j.model.chat.StreamingChatModel;
import java.util.List;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;

/** Streamed tools and JSON of LangChain4j's suite on a real model. */
@ExtendWith(ToolsAndJson.Only.class)
@EnabledIf(value = "io.github.ssd4j.RealModel#isPresent", disabledReason = RealModel.ABSENT)
class SsdStreamingChatModelOnSmolLm2 extends SsdStreamingChatModelConformanceTest {

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
