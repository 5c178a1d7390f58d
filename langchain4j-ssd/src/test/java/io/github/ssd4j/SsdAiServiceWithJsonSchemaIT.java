package io.github.ssd4j;

import org.junit.jupiter.api.condition.EnabledIf;

/**
 * LangChain4j's suite for services that return objects, with the vocabulary of a real model: the constraints must admit the
 * answers as byte-level BPE cuts them, whose tokens go beyond a string's end or a colon.
 */
@EnabledIf(value = "io.github.ssd4j.RealModel#isPresent", disabledReason = RealModel.ABSENT)
class SsdAiServiceWithJsonSchemaIT extends SsdAiServiceWithJsonSchemaConformanceTest {

    @Override
    SsdEngine newEngine() {
        return RealModel.vocabulary(1024, ConformanceScript::answers);
    }
}
