package io.github.ssd4j;

import dev.langchain4j.model.chat.ChatModel;
import java.util.List;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tools and JSON of LangChain4j's suite on a real model: what the answers say is up to it, their form is not. */
@ExtendWith(ToolsAndJson.Only.class)
@EnabledIf(value = "io.github.ssd4j.RealModel#isPresent", disabledReason = RealModel.ABSENT)
class SsdChatModelOnSmolLm2 extends SsdChatModelConformanceTest {

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
