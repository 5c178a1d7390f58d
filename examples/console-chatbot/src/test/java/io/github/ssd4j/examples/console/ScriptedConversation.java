package io.github.ssd4j.examples.console;

import io.github.ssd4j.speculative.AcceptanceHistogram;
import io.github.ssd4j.speculative.DrafterStats;
import io.github.ssd4j.speculative.GenerationStats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Answers by a fixed rule, so that the loop around it can be tested without a model. */
final class ScriptedConversation implements Conversation {

    /** What was asked and ordered, in order. */
    final List<String> log = new ArrayList<>();
    /** Opens when an answer to "wait" is being written. */
    final CountDownLatch waiting = new CountDownLatch(1);

    private final CountDownLatch cancelled = new CountDownLatch(1);
    private final Settings settings;
    private boolean speculative = true;

    ScriptedConversation() {
        ChatOptions options = new ChatOptions();
        options.maxTokens = 512;
        settings = Settings.of(options, true);
    }

    @Override
    public Answer ask(String question, Listener listener) {
        log.add("ask " + question);
        listener.piece("You said: ", null);
        if (question.equals("fail")) {
            throw new IllegalArgumentException("the prompt is too long");
        }
        if (question.equals("wait")) {
            waiting.countDown();
            awaitCancel();
            return Answer.CANCELLED;
        }
        listener.piece(question, "look-up");
        return new Answer(
                question.equals("long") ? Answer.Ending.CUT_OFF : Answer.Ending.COMPLETE,
                new GenerationStats(
                        3,
                        0,
                        2,
                        1,
                        1,
                        1,
                        AcceptanceHistogram.of(1),
                        Duration.ofMillis(10),
                        Duration.ofMillis(100),
                        Duration.ofMillis(10),
                        List.of(new DrafterStats("look-up", 1, 1, 1, Duration.ZERO))));
    }

    private void awaitCancel() {
        try {
            cancelled.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void cancel() {
        cancelled.countDown();
    }

    @Override
    public void reset() {
        log.add("reset");
    }

    @Override
    public boolean isSpeculative() {
        return speculative;
    }

    @Override
    public void setSpeculative(boolean speculative) {
        this.speculative = speculative;
        log.add("speculative " + speculative);
    }

    @Override
    public Settings settings() {
        return settings;
    }

    @Override
    public ModelFacts facts() {
        return new ModelFacts("script", "none", "look-up", "float32", "cpu", 512, true);
    }
}
