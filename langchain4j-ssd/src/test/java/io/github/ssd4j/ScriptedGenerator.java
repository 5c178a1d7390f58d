package io.github.ssd4j;

import io.github.ssd4j.checkpoint.Tokenizer;
import io.github.ssd4j.speculative.BatchGenerator;
import io.github.ssd4j.speculative.GenerationListener;
import io.github.ssd4j.speculative.GenerationOptions;
import io.github.ssd4j.speculative.GenerationResult;
import io.github.ssd4j.speculative.PromptTooLongException;
import io.github.ssd4j.speculative.TokenConstraint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Says what a script says, a word a step, under the rules of {@link BatchGenerator}: for what LangChain4j's suites ask, no model
 * that fits into the repository knows the answers. Every second word counts as an accepted draft. Where a request constrains
 * its answer, the first of the script's answers that the constraint admits is said; it fails if there is none.
 */
final class ScriptedGenerator implements BatchGenerator {

    static final String DRAFTER = "look-up";

    private final Tokenizer tokenizer;
    private final int contextTokens;
    private final int maxConcurrent;
    private final Function<String, List<String>> script;
    private final List<ScriptedAnswer> answers = new ArrayList<>();

    final List<String> prompts = Collections.synchronizedList(new ArrayList<>());
    final List<GenerationOptions> options = new ArrayList<>();
    int closed;

    /** What these prompts get is not gone on with. */
    final Set<String> held = ConcurrentHashMap.newKeySet();

    /** Whether there is room in memory for a prompt. */
    volatile Predicate<String> room = question -> true;

    /** What every step throws; null: nothing. */
    volatile RuntimeException defect;

    /** Whether the next step forgets all answers. */
    final AtomicBoolean forgets = new AtomicBoolean();

    final AtomicInteger steps = new AtomicInteger();

    /** {@code script}: prompt to answers, at least one. Without a constraint the first is said. */
    ScriptedGenerator(
            Tokenizer tokenizer, int contextTokens, int maxConcurrent, Function<String, List<String>> script) {
        this.tokenizer = tokenizer;
        this.contextTokens = contextTokens;
        this.maxConcurrent = maxConcurrent;
        this.script = script;
    }

    @Override
    public int maxConcurrent() {
        return maxConcurrent;
    }

    @Override
    public int active() {
        return answers.size();
    }

    @Override
    public boolean hasRoom(int[] prompt, GenerationOptions generation) {
        return answers.size() < maxConcurrent && room.test(tokenizer.decode(prompt));
    }

    @Override
    public void begin(int[] prompt, GenerationOptions generation, GenerationListener listener, Outcome outcome) {
        if (prompt.length >= contextTokens) {
            outcome.failed(new PromptTooLongException(prompt.length, contextTokens));
            return;
        }
        String question = tokenizer.decode(prompt);
        prompts.add(question);
        options.add(generation);
        answers.add(new ScriptedAnswer(
                prompt.length,
                generation,
                listener,
                outcome,
                () -> admitted(question, generation),
                () -> held.contains(question)));
    }

    @Override
    public void step() {
        steps.incrementAndGet();
        RuntimeException failure = defect;
        if (failure != null) {
            throw failure;
        }
        if (forgets.getAndSet(false)) {
            answers.clear();
        }
        answers.removeIf(ScriptedAnswer::endsWithStep);
        if (!held.isEmpty()) {
            LockSupport.parkNanos(100_000); // As a pass takes time, and those who wait for something need a core.
        }
    }

    @Override
    public GenerationResult generate(int[] prompt, GenerationOptions generation, GenerationListener listener) {
        throw new UnsupportedOperationException("an engine begins its requests");
    }

    private String admitted(String question, GenerationOptions generation) {
        List<String> all = script.apply(question);
        TokenConstraint constraint = generation.constraint();
        if (constraint == null) {
            return all.get(0);
        }
        ConstraintCheck check = new ConstraintCheck(tokenizer, constraint);
        List<String> objections = new ArrayList<>();
        for (String answer : all) {
            Optional<String> objection = check.objection(answer);
            if (objection.isEmpty()) {
                return answer;
            }
            objections.add(objection.get());
        }
        throw new IllegalStateException("the constraint admits no answer of the script: %s".formatted(objections));
    }

    @Override
    public void close() {
        closed++;
    }
}
