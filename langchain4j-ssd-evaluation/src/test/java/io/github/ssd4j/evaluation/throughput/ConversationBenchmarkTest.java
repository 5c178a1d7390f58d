package io.github.ssd4j.evaluation.throughput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.ssd4j.decoder.SkipProfile;
import io.github.ssd4j.evaluation.callers.Asker;
import io.github.ssd4j.evaluation.callers.PassCounter;
import io.github.ssd4j.evaluation.callers.Results;
import io.github.ssd4j.evaluation.throughput.ConversationPlan.Way;
import io.github.ssd4j.speculative.DrafterKind;
import io.github.ssd4j.speculative.FinishReason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConversationBenchmarkTest {

    private static final Set<DrafterKind> LOOK_UP = Set.of(DrafterKind.LOOK_UP);

    /** Prompts of 1, 2, ... tokens: the length tells which it was. */
    private final List<int[]> prompts =
            IntStream.rangeClosed(1, 5).mapToObj(int[]::new).toList();

    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());

    @Test
    void one_conversation_should_always_be_measured_and_plain_decoding_come_first() {
        assertThat(plan(List.of(4, 2, 4), LOOK_UP, 8, 1).ways())
                .containsExactly(
                        new Way(1, false),
                        new Way(1, true),
                        new Way(2, false),
                        new Way(2, true),
                        new Way(4, false),
                        new Way(4, true));
        assertThat(plan(List.of(2), Set.of(), 8, 1).ways()).containsExactly(new Way(1, false), new Way(2, false));
    }

    @Test
    void plan_should_say_which_number_is_wrong() {
        assertRefused("each of conversations must be between 1 and 1024, but is: 0", List.of(0), 8, 1);
        assertRefused("answerTokens must be at least 2, but is: 1", List.of(2), 1, 1);
        assertRefused("conversationRepeats must be greater than zero, but is: 0", List.of(2), 8, 0);
    }

    @Test
    void callers_should_ask_at_once() {
        CyclicBarrier all = new CyclicBarrier(3);
        Asker asker = (prompt, options, listener) -> {
            // In the warm-up, which has all three, each waits for the others: one after the other they would time out.
            if (asked.size() < 3) {
                await(all);
            }
            asked.add("asked");
            return Results.of(options.maxTokens(), FinishReason.MAX_TOKENS);
        };

        benchmark(asker, plan(List.of(3), Set.of(), 4, 1)).run(ThroughputListener.NONE);

        assertThat(asked).hasSize(3 + 1 + 3);
    }

    @Test
    void ways_should_take_turns_and_every_repeat_begin_with_another_question() {
        List<String> done = new ArrayList<>();
        Asker asker = (prompt, options, listener) -> {
            asked.add(options.speculative() + " " + prompt.length);
            return Results.of(options.maxTokens(), FinishReason.MAX_TOKENS);
        };

        ConversationSamples samples = benchmark(asker, plan(List.of(1), LOOK_UP, 40, 3))
                .run((run, total, left) -> done.add(run + " of " + total));

        // the first two warm up
        assertThat(asked)
                .containsExactly("false 1", "true 1", "false 1", "true 1", "false 2", "true 2", "false 3", "true 3");
        assertThat(done).containsExactly("1 of 6", "2 of 6", "3 of 6", "4 of 6", "5 of 6", "6 of 6");
        assertThat(samples.rows()).extracting(row -> row.samples().size()).containsExactly(3, 3);
    }

    @Test
    void a_conversation_should_go_on_with_another_question_where_an_answer_ends_early() {
        Asker asker = (prompt, options, listener) -> note(
                prompt, options.maxTokens(), Results.of(Math.min(5, options.maxTokens()), FinishReason.STOP_TOKEN));

        benchmark(asker, plan(List.of(1), Set.of(), 12, 1)).run(ThroughputListener.NONE);

        assertThat(asked).endsWith("1 for 12", "2 for 7", "3 for 2").hasSize(6);
    }

    @Test
    void a_model_that_writes_nothing_should_not_hold_it_up_for_ever() {
        Asker asker = (prompt, options, listener) ->
                note(prompt, options.maxTokens(), Results.of(0, FinishReason.STOP_TOKEN));

        benchmark(asker, plan(List.of(1), Set.of(), 12, 1)).run(ThroughputListener.NONE);

        assertThat(asked).hasSize(24);
    }

    @Test
    void should_fail_with_what_a_caller_fails_with() {
        Asker asker = (prompt, options, listener) -> {
            throw new IllegalStateException("the engine is closed");
        };

        assertThatIllegalStateException()
                .isThrownBy(() ->
                        benchmark(asker, plan(List.of(2), Set.of(), 12, 1)).run(ThroughputListener.NONE))
                .withMessage("the engine is closed");
    }

    private <T> T note(int[] prompt, int tokens, T answer) {
        asked.add(prompt.length + " for " + tokens);
        return answer;
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("the callers do not ask at once", e);
        }
    }

    private ConversationBenchmark benchmark(Asker asker, ConversationPlan plan) {
        return new ConversationBenchmark(asker, prompts, plan, new PassCounter(), System::nanoTime);
    }

    private static ConversationPlan plan(
            List<Integer> counts, Set<DrafterKind> drafters, int answerTokens, int repeats) {
        return new ConversationPlan(counts, answerTokens, repeats, drafters, SkipProfile.NONE, 1);
    }

    private static void assertRefused(String message, List<Integer> counts, int answerTokens, int repeats) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plan(counts, LOOK_UP, answerTokens, repeats))
                .withMessage(message);
    }
}
