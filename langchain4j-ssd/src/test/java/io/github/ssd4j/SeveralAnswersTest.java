package io.github.ssd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.model.chat.request.ChatRequest;
import io.github.ssd4j.speculative.FinishReason;
import io.github.ssd4j.speculative.GenerationListener;
import io.github.ssd4j.speculative.GenerationResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An engine that answers three requests at once, with room for two that wait. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SeveralAnswersTest {

    private final CountDownLatch busy = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);
    private final List<GenerationResult> answers = Collections.synchronizedList(new ArrayList<>());

    private final ScriptedEngine scripted = ScriptedEngine.withConcurrency(
            3,
            2,
            List.of(new SsdEngineListener() {
                @Override
                public void onAnswer(GenerationResult result, String skipProfile) {
                    answers.add(result);
                }
            }),
            this::script);
    private final ScriptedGenerator generator = scripted.generator;
    private final SsdEngine engine = scripted.engine;
    private final SsdStreamingChatModel model =
            SsdStreamingChatModel.builder().engine(engine).build();

    private String script(String question) {
        if (question.equals("block")) {
            busy.countDown();
            Latches.await(go);
        }
        if (question.equals("defect")) {
            throw new IllegalStateException("defect");
        }
        return "answer to " + question;
    }

    @AfterEach
    void close() {
        go.countDown();
        engine.close();
        EngineThreads.assertNoneLeft();
    }

    @Test
    void should_answer_as_many_at_once_as_there_is_room_for() throws Exception {
        // given
        List<Recorder> recorders = hold("a", "b", "c", "d", "e");

        // when, then
        awaitSteps(3);
        assertThat(engine.activeRequests()).isEqualTo(3);
        assertThat(engine.waitingRequests()).isEqualTo(2);
        assertThat(generator.prompts).containsExactly("a", "b", "c");

        // when one of them ends, then the next in line begins
        release("b");
        assertThat(text(recorders.get(1))).isEqualTo("answer to b");
        await(() -> generator.prompts.size() == 4);
        release("a", "c", "d", "e");
        for (Recorder recorder : recorders) {
            assertThat(text(recorder)).startsWith("answer to ");
        }
        assertThat(generator.prompts).containsExactly("a", "b", "c", "d", "e");
        await(() -> engine.activeRequests() + engine.waitingRequests() == 0);
    }

    @Test
    void should_let_nobody_overtake_one_for_which_there_is_no_room() throws Exception {
        // given room for three, but not for a large one beside others
        generator.room = question -> !question.equals("large");

        // when
        List<Recorder> recorders = hold("small", "large", "small too");
        awaitSteps(5);

        // then
        assertThat(generator.prompts).containsExactly("small");
        assertThat(engine.waitingRequests()).isEqualTo(2);
        assertThat(ask("one too many").failure())
                .isInstanceOf(RateLimitException.class)
                .hasMessageStartingWith("2 requests are waiting");

        // when nothing is active, then it may begin
        release("small");
        await(() -> generator.prompts.size() == 3);
        assertThat(generator.prompts).containsExactly("small", "large", "small too");
        release("large", "small too");
        for (Recorder recorder : recorders) {
            recorder.answer();
        }
    }

    @Test
    void should_go_on_when_the_one_without_room_is_cancelled() throws Exception {
        // given
        generator.room = question -> !question.equals("large");
        SsdRequestHandle handle = new SsdRequestHandle();
        Recorder small = hold("small").get(0);
        model.chat(request("large", null, handle), new Recorder());
        Recorder next = ask("next");
        awaitSteps(3);

        // when
        handle.cancel();

        // then
        assertThat(text(next)).isEqualTo("answer to next");
        assertThat(small.done).isNotDone();
    }

    @Test
    void should_begin_what_the_generator_cannot_judge() throws Exception {
        generator.room = question -> {
            throw new IllegalArgumentException("odd");
        };
        hold("a");

        assertThat(text(ask("odd"))).isEqualTo("answer to odd");
    }

    @Test
    void should_end_only_the_one_that_is_cancelled_and_the_one_whose_time_is_up() throws Exception {
        // given
        SsdRequestHandle handle = new SsdRequestHandle();
        Recorder whole = hold("whole").get(0);
        generator.held.addAll(List.of("cancelled", "late"));
        Recorder cancelled = new Recorder();
        model.chat(request("cancelled", null, handle), cancelled);
        Recorder late = new Recorder();
        model.chat(request("late", Duration.ofMillis(300), new SsdRequestHandle()), late);
        await(() -> engine.activeRequests() == 3);

        // when
        handle.cancel();

        // then
        await(() -> engine.activeRequests() == 2);
        assertThat(answers)
                .singleElement()
                .extracting(GenerationResult::finishReason)
                .isEqualTo(FinishReason.CANCELLED);
        assertThat(late.failure())
                .isInstanceOf(TimeoutException.class)
                .hasMessage("the model stories260K did not end its answer within the timeout of 300 ms");
        release("whole");
        assertThat(text(whole)).isEqualTo("answer to whole");
        assertThat(cancelled.threads).isEmpty();
    }

    @Test
    void should_stop_all_when_it_is_closed() throws Exception {
        // given
        List<Recorder> recorders = hold("a", "b", "c", "waits", "waits too");
        await(() -> engine.activeRequests() == 3);

        // when
        engine.close();

        // then
        assertThat(generator.closed).isEqualTo(1);
        assertThat(generator.active()).isZero();
        assertThat(generator.prompts).containsExactly("a", "b", "c");
        for (Recorder recorder : recorders) {
            assertThat(recorder.failure()).hasMessage("the engine of the model stories260K is closed");
        }
    }

    @Test
    void should_count_free_places_beside_the_queue_while_the_thread_is_in_a_step() throws Exception {
        // given one that is active, in a step that takes long
        Recorder first = ask("block");
        busy.await();

        // when four more come, two of which will be active, too
        List<Recorder> others = Stream.of("b", "c", "d", "e").map(this::ask).toList();

        // then
        assertThat(ask("f").failure()).isInstanceOf(RateLimitException.class);
        go.countDown();
        assertThat(text(first)).isEqualTo("answer to block");
        for (Recorder recorder : others) {
            recorder.answer();
        }
    }

    @Test
    void should_not_let_one_that_fails_hurt_the_others() throws Exception {
        // given
        Recorder other = hold("other").get(0);

        // when, then
        assertThat(ask("defect").failure()).hasMessage("defect");
        assertThatExceptionOfType(NoClassDefFoundError.class)
                .isThrownBy(() -> engine.generate("listener", engine.defaults(), piece -> {
                    throw new NoClassDefFoundError("listener");
                }));
        release("other");
        assertThat(text(other)).isEqualTo("answer to other");
    }

    @Test
    void should_fail_all_that_are_active_when_the_generator_itself_fails() throws Exception {
        // given
        List<Recorder> recorders = hold("a", "b");
        await(() -> engine.activeRequests() == 2);

        // when
        generator.defect = new IllegalStateException("broken");

        // then
        for (Recorder recorder : recorders) {
            assertThat(recorder.failure()).hasMessage("broken");
        }
        assertThat(engine.activeRequests()).isZero();
        assertThat(ask("c").failure()).hasMessage("broken");

        // when it works again, then it ends what it had, and nobody hears of that
        generator.defect = null;
        assertThat(text(ask("d"))).isEqualTo("answer to d");
        assertThat(recorders)
                .allSatisfy(recorder -> assertThat(recorder.threads).hasSize(1));
        assertThat(answers).hasSize(1);
    }

    @Test
    void should_not_ask_a_broken_generator_for_ever_to_end_what_nobody_waits_for() throws Exception {
        // given
        generator.defect = new IllegalStateException("broken");
        assertThat(ask("a").failure()).hasMessage("broken");

        // when
        await(() -> !threadIsRunning());

        // then
        assertThat(generator.steps.get()).isLessThan(10);
    }

    @Test
    void should_fail_what_the_generator_has_lost() throws Exception {
        List<Recorder> recorders = hold("a", "b");
        await(() -> engine.activeRequests() == 2);

        generator.forgets.set(true);

        for (Recorder recorder : recorders) {
            assertThat(recorder.failure()).hasMessage("the generator of the model stories260K lost its requests");
        }
        assertThat(text(ask("c"))).isEqualTo("answer to c");
    }

    @Test
    void should_end_the_answers_of_others_when_a_listener_closes_it() throws Exception {
        // given
        Recorder other = hold("other").get(0);

        // when
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> engine.generate("closes", engine.defaults(), piece -> engine.close()))
                .withMessage("the engine of the model stories260K is closed");

        // then
        assertThat(other.failure()).hasMessage("the engine of the model stories260K is closed");
        engine.close();
        assertThat(generator.closed).isEqualTo(1);
    }

    @Test
    void should_warm_up_beside_others() {
        hold("other");

        engine.warmUp();

        assertThat(answers).isEmpty();
        assertThat(engine.generate("next", engine.defaults(), GenerationListener.NONE)
                        .text())
                .isEqualTo("answer to next");
    }

    private Recorder ask(String question) {
        Recorder recorder = new Recorder();
        model.chat(question, recorder);
        return recorder;
    }

    /** Asks these questions, the answers to which wait for {@link #release}. */
    private List<Recorder> hold(String... questions) {
        generator.held.addAll(List.of(questions));
        return Stream.of(questions).map(this::ask).toList();
    }

    private void release(String... questions) {
        List.of(questions).forEach(generator.held::remove);
    }

    private static String text(Recorder recorder) throws Exception {
        return recorder.answer().aiMessage().text();
    }

    private void awaitSteps(int count) {
        int before = generator.steps.get();
        await(() -> generator.steps.get() >= before + count);
    }

    private boolean threadIsRunning() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread ->
                        thread.getName().equals("ssd-engine-stories260K") && thread.getState() != Thread.State.WAITING);
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(100_000);
        }
    }

    private static ChatRequest request(String question, Duration timeout, SsdRequestHandle handle) {
        return ChatRequest.builder()
                .messages(UserMessage.from(question))
                .parameters(SsdChatRequestParameters.builder()
                        .timeout(timeout)
                        .handle(handle)
                        .build())
                .build();
    }
}
