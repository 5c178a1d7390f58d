package io.github.ssd4j;

import org.junit.jupiter.api.condition.EnabledIf;

/** LangChain4j's suite for listeners on a real model. */
@EnabledIf(value = "io.github.ssd4j.RealModel#isPresent", disabledReason = RealModel.ABSENT)
class SsdStreamingChatModelListenerIT extends SsdStreamingChatModelListenerConformanceTest {

    @Override
    SsdEngine newEngine() {
        return RealModel.engine(512);
    }

    @Override
    SsdEngine newEngineWithShortContext() {
        return RealModel.engine(8);
    }
}
