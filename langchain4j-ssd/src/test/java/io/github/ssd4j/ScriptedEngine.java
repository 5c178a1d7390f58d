package io.github.ssd4j;

import io.github.ssd4j.chat.ChatTemplate;
import io.github.ssd4j.checkpoint.Checkpoint;
import io.github.ssd4j.speculative.GenerationOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** An engine with the real tokenizer of a tiny model, and a script for the rest. */
final class ScriptedEngine {

    static final int CONTEXT_TOKENS = 512;

    /** A tiny trained model of children's stories: 5 layers, hidden size 64. */
    static final Path STORIES = Path.of("src", "test", "resources", "stories260K", "stories260K");

    final Checkpoint checkpoint = Checkpoint.open(STORIES);
    final ScriptedGenerator generator;
    final SsdEngine engine;

    private ScriptedEngine(int contextTokens, String template, int maxQueue, UnaryOperator<String> script) {
        this(contextTokens, template, maxQueue, null, script);
    }

    private ScriptedEngine(
            int contextTokens, String template, int maxQueue, Duration timeout, UnaryOperator<String> script) {
        generator = new ScriptedGenerator(checkpoint.tokenizer(), contextTokens, script);
        EngineThread thread = new EngineThread(checkpoint.name(), maxQueue, timeout);
        thread.owns(List.of(generator, checkpoint));
        engine = new SsdEngine(
                new SsdEngine.LoadedModel(checkpoint, generator, "cpu", "float32", contextTokens),
                Optional.ofNullable(template).map(source -> ChatTemplate.of(source, "<s>", "</s>")),
                SkipProfiles.builtIn(),
                GenerationOptions.DEFAULTS,
                thread);
    }

    static ScriptedEngine saying(UnaryOperator<String> script) {
        return new ScriptedEngine(CONTEXT_TOKENS, ChatTemplate.plain(), 8, script);
    }

    static ScriptedEngine saying(String answer) {
        return saying(question -> answer);
    }

    static ScriptedEngine saying(String template, String answer) {
        return new ScriptedEngine(CONTEXT_TOKENS, template, 8, question -> answer);
    }

    static ScriptedEngine withTemplate(String template) {
        return new ScriptedEngine(CONTEXT_TOKENS, template, 8, question -> "answer");
    }

    static ScriptedEngine withContext(int contextTokens) {
        return new ScriptedEngine(contextTokens, ChatTemplate.plain(), 8, question -> "answer");
    }

    static ScriptedEngine withQueue(int maxQueue, UnaryOperator<String> script) {
        return new ScriptedEngine(CONTEXT_TOKENS, ChatTemplate.plain(), maxQueue, script);
    }

    static ScriptedEngine withTimeout(Duration timeout, UnaryOperator<String> script) {
        return new ScriptedEngine(CONTEXT_TOKENS, ChatTemplate.plain(), 8, timeout, script);
    }

    /** Answers what LangChain4j's suites ask. */
    static ScriptedEngine forConformance() {
        return saying(question -> {
            if (question.contains("capital of Germany")) {
                return "The capital of Germany is the city of Berlin.";
            }
            if (question.contains("I love you")) {
                return "Ich liebe dich.";
            }
            if (question.contains("favorite color?")) {
                return "Your favorite color is green.";
            }
            if (question.contains("Hello World")) {
                return "Hello World";
            }
            if (question.contains("story")) {
                return "Once upon a time there was a fox who met a bear and a hare and a wolf in the wood.";
            }
            return "hello to you too and a good day";
        });
    }
}
