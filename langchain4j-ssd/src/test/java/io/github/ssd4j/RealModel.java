package io.github.ssd4j;

import java.nio.file.Files;
import java.nio.file.Path;

/** The model of the tests that need one that can chat: SmolLM2-135M-Instruct. */
final class RealModel {

    static final String ABSENT = "no real model: give the path of SmolLM2-135M-Instruct.Q4_1.gguf in SSD_TEST_MODEL";

    private RealModel() {}

    static boolean isPresent() {
        return !path().toString().isEmpty() && Files.exists(path());
    }

    static Path path() {
        return Path.of(System.getProperty("ssd.test.model", ""));
    }

    /** In float32 on the CPU, where greedy answers are the same on every machine of a kind. */
    static SsdEngine engine(int contextTokens) {
        return SsdEngine.builder()
                .model(path())
                .device("cpu")
                .dtype("float32")
                .contextTokens(contextTokens)
                .build();
    }
}
