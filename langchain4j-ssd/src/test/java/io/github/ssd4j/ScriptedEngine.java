package io.github.ssd4j;

import io.github.ssd4j.chat.ChatTemplate;
import io.github.ssd4j.checkpoint.Checkpoint;
import io.github.ssd4j.decoder.Exactness;
import io.github.ssd4j.engine.EngineThread;
import io.github.ssd4j.speculative.GenerationOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** An engine with the real tokenizer of a tiny model, and a script for the rest. */
final class ScriptedEngine {

    static final int CONTEXT_TOKENS = 512;

    /** A tiny trained model of children's stories: 5 layers, hidden size 64. */
    static final Path STORIES = Path.of("src", "test", "resources", "stories260K", "stories260K");

    final Checkpoint checkpoint = Checkpoint.open(STORIES);
    final ScriptedGenerator generator;
    final SsdEngine engine;

    private ScriptedEngine(int contextTokens, String template, int maxQueue, Function<String, List<String>> script) {
        this(contextTokens, template, maxQueue, null, script);
    }

    private ScriptedEngine(
            int contextTokens, String template, int maxQueue, Duration timeout, Function<String, List<String>> script) {
        this(contextTokens, template, 1, maxQueue, timeout, Duration.ZERO, EngineListeners.NONE, script);
    }

    private ScriptedEngine(
            int contextTokens,
            String template,
            int maxConcurrent,
            int maxQueue,
            Duration timeout,
            Duration closeGrace,
            EngineListeners listeners,
            Function<String, List<String>> script) {
        generator = new ScriptedGenerator(checkpoint.tokenizer(), contextTokens, maxConcurrent, script);
        EngineThread thread = new EngineThread(checkpoint.name(), maxQueue, closeGrace);
        thread.owns(List.of(generator, checkpoint));
        engine = new SsdEngine(
                new SsdEngine.LoadedModel(
                        checkpoint, generator, "cpu", "float32", "onednn", Exactness.BIT_EXACT, contextTokens),
                Optional.ofNullable(template).map(source -> ChatTemplate.of(source, "<s>", "</s>")),
                SkipProfiles.builtIn(),
                new SsdEngine.RequestDefaults(GenerationOptions.DEFAULTS, timeout, listeners),
                thread);
    }

    static ScriptedEngine saying(UnaryOperator<String> script) {
        return new ScriptedEngine(CONTEXT_TOKENS, ChatTemplate.plain(), 8, one(script));
    }

    static ScriptedEngine saying(String answer) {
        return saying(question -> answer);
    }

    static ScriptedEngine saying(String template, String answer) {
        return new ScriptedEngine(CONTEXT_TOKENS, template, 8, one(question -> answer));
    }

    static ScriptedEngine withTemplate(String template) {
        return new ScriptedEngine(CONTEXT_TOKENS, template, 8, one(question -> "answer"));
    }

    /** With room for what templates write about tools. */
    static ScriptedEngine withTemplate(String template, UnaryOperator<String> script) {
        return new ScriptedEngine(4 * CONTEXT_TOKENS, template, 8, one(script));
    }

    static ScriptedEngine withContext(int contextTokens) {
        return new ScriptedEngine(contextTokens, ChatTemplate.plain(), 8, one(question -> "answer"));
    }

    static ScriptedEngine withQueue(int maxQueue, UnaryOperator<String> script) {
        return new ScriptedEngine(CONTEXT_TOKENS, ChatTemplate.plain(), maxQueue, one(script));
    }

    static ScriptedEngine withTimeout(Duration timeout, UnaryOperator<String> script) {
        return new ScriptedEngine(CONTEXT_TOKENS, ChatTemplate.plain(), 8, timeout, one(script));
    }

    static ScriptedEngine withListeners(List<SsdEngineListener> listeners, UnaryOperator<String> script) {
        return new ScriptedEngine(
                CONTEXT_TOKENS,
                ChatTemplate.plain(),
                1,
                8,
                null,
                Duration.ZERO,
                new EngineListeners(listeners),
                one(script));
    }

    static ScriptedEngine withConcurrency(int maxConcurrent, int maxQueue, UnaryOperator<String> script) {
        return withConcurrency(maxConcurrent, maxQueue, List.of(), script);
    }

    static ScriptedEngine withConcurrency(
            int maxConcurrent, int maxQueue, List<SsdEngineListener> listeners, UnaryOperator<String> script) {
        return new ScriptedEngine(
                CONTEXT_TOKENS,
                ChatTemplate.plain(),
                maxConcurrent,
                maxQueue,
                null,
                Duration.ZERO,
                new EngineListeners(listeners),
                one(script));
    }

    /** Answers two requests at once. */
    static ScriptedEngine withGrace(Duration closeGrace, UnaryOperator<String> script) {
        return new ScriptedEngine(
                CONTEXT_TOKENS, ChatTemplate.plain(), 2, 8, null, closeGrace, EngineListeners.NONE, one(script));
    }

    /** Answers what LangChain4j's suites ask, several at once; with tools their prompts are longer than the model itself could read. */
    static ScriptedEngine forConformance() {
        return new ScriptedEngine(
                8 * CONTEXT_TOKENS,
                ChatTemplate.plain(),
                4,
                8,
                null,
                Duration.ZERO,
                EngineListeners.NONE,
                ConformanceScript::answers);
    }

    private static Function<String, List<String>> one(UnaryOperator<String> script) {
        return question -> List.of(script.apply(question));
    }
}
