package io.github.ssd4j;

import io.github.ssd4j.chat.ChatTemplate;
import io.github.ssd4j.checkpoint.Checkpoint;
import io.github.ssd4j.decoder.Exactness;
import io.github.ssd4j.decoder.SkipProfile;
import io.github.ssd4j.engine.EngineThread;
import io.github.ssd4j.speculative.GenerationOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The model of the tests that need one that can chat: SmolLM2-135M-Instruct. */
public final class RealModel {

    public static final String ABSENT = "no real model: fetch it with .ci/run or give its path in SSD_TEST_MODEL";

    /** Room for the descriptions of tools, their calls and results. */
    static final int TOOLS_CONTEXT = 1024;

    /** Longer than every answer that makes sense. */
    static final int TOOLS_ANSWER = 200;

    static {
        // Reports name skipped tests, but do not give the reason.
        if (!isPresent()) {
            System.out.println("skipped: " + ABSENT);
        }
    }

    private RealModel() {}

    public static boolean isPresent() {
        return !path().toString().isEmpty() && Files.exists(path());
    }

    public static Path path() {
        return Path.of(System.getProperty("ssd.test.model", ""));
    }

    /**
     * In float32 on the CPU, where drafts do not change the text. It is drafted with a few sub-layers skipped, so that
     * drafts are accepted and rejected all the time.
     */
    static SsdEngine engine(int contextTokens) {
        return SsdEngine.builder()
                .model(path())
                .device("cpu")
                .dtype("float32")
                .contextTokens(contextTokens)
                .skipProfile(SkipProfile.of("some", List.of(10, 13, 17, 20, 24), List.of(12, 16)))
                .build();
    }

    /** The tokenizer and the vocabulary alone: the script answers. */
    static SsdEngine vocabulary(int contextTokens, Function<String, List<String>> script) {
        Checkpoint checkpoint = Checkpoint.open(path());
        ScriptedGenerator generator = new ScriptedGenerator(checkpoint.tokenizer(), contextTokens, 1, script);
        EngineThread thread = new EngineThread(checkpoint.name(), 8, Duration.ZERO);
        thread.owns(List.of(generator, checkpoint));
        return new SsdEngine(
                new SsdEngine.LoadedModel(
                        checkpoint, generator, "cpu", "float32", "onednn", Exactness.BIT_EXACT, contextTokens),
                Optional.of(ChatTemplate.of(ChatTemplate.plain(), "", "")),
                SkipProfiles.builtIn(),
                new SsdEngine.RequestDefaults(GenerationOptions.DEFAULTS, null, EngineListeners.NONE),
                thread);
    }
}
