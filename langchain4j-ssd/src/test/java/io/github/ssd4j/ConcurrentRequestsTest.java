package io.github.ssd4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import io.github.ssd4j.chat.ChatTemplate;
import io.github.ssd4j.decoder.SkipProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many threads on one engine. */
@Timeout(60)
class ConcurrentRequestsTest {

    private static final int THREADS = 64;

    private static final List<String> BEGINNINGS = List.of(
            "Once upon a time", "Tom had a big dog", "Lily went to the park", "The cat sat", "One day, a little bird");

    private final ExecutorService callers = Executors.newFixedThreadPool(THREADS);

    @AfterEach
    void should_leave_no_thread_behind() throws InterruptedException {
        callers.shutdownNow();
        assertThat(callers.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        EngineThreads.assertNoneLeft();
    }

    @Test
    void should_give_64_threads_their_own_answers() throws Exception {
        ScriptedEngine scripted =
                ScriptedEngine.withQueue(THREADS, question -> "You said " + question + ", did you not?");
        try (SsdEngine engine = scripted.engine) {
            SsdChatModel model = SsdChatModel.builder().engine(engine).build();

            List<Future<String>> answers = IntStream.range(0, THREADS)
                    .mapToObj(i -> ask(model, "number " + i))
                    .toList();

            for (int i = 0; i < THREADS; i++) {
                assertThat(answers.get(i).get()).isEqualTo("You said number " + i + ", did you not?");
            }
        }
    }

    @Test
    void should_give_64_threads_the_answers_that_the_decoder_gives_alone() throws Exception {
        try (SsdEngine engine = stories()) {
            SsdChatModel model =
                    SsdChatModel.builder().engine(engine).maxOutputTokens(12).build();
            SsdStreamingChatModel streamingModel = SsdStreamingChatModel.builder()
                    .engine(engine)
                    .maxOutputTokens(12)
                    .build();
            List<String> alone = BEGINNINGS.stream().map(model::chat).toList();
            assertThat(alone).doesNotHaveDuplicates().allMatch(answer -> answer.length() > 10);

            List<Future<String>> answers = IntStream.range(0, THREADS)
                    .mapToObj(i -> i % 2 == 0 ? ask(model, beginning(i)) : stream(streamingModel, beginning(i)))
                    .toList();

            for (int i = 0; i < THREADS; i++) {
                assertThat(answers.get(i).get()).isEqualTo(alone.get(i % BEGINNINGS.size()));
            }
        }
    }

    @Test
    void should_answer_or_refuse_each_of_more_requests_than_the_queue_holds() throws Exception {
        ScriptedEngine scripted = ScriptedEngine.withQueue(4, question -> {
            pause(1);
            return "answer";
        });
        try (SsdEngine engine = scripted.engine) {
            SsdChatModel model = SsdChatModel.builder().engine(engine).build();

            List<Future<String>> answers = IntStream.range(0, THREADS)
                    .mapToObj(i -> ask(model, "number " + i))
                    .toList();

            int answered = countAnswers(answers, RateLimitException.class);
            assertThat(answered).isBetween(5, THREADS).isEqualTo(scripted.generator.prompts.size());
            assertThat(model.chat("afterwards")).isEqualTo("answer");
        }
    }

    @Test
    void should_stay_usable_through_a_storm_of_cancellations_and_timeouts() throws Exception {
        try (SsdEngine engine = stories()) {
            SsdStreamingChatModel model = SsdStreamingChatModel.builder()
                    .engine(engine)
                    .maxOutputTokens(12)
                    .build();
            String alone = stream(model, beginning(0)).get();
            Random random = new Random(7);
            List<Canceller> handlers = new ArrayList<>();

            for (int i = 0; i < 150; i++) {
                Canceller handler = new Canceller(random.nextInt(2_000), i % 3 == 0);
                Duration timeout = i % 5 == 0 ? Duration.ofNanos(1 + random.nextInt(5_000_000)) : null;
                handlers.add(handler);
                model.chat(request(beginning(0), timeout), handler);
                while (engine.waitingRequests() > 40) {
                    pause(1);
                }
            }

            assertThat(stream(model, beginning(0)).get()).isEqualTo(alone);
            assertThat(handlers).allSatisfy(handler -> handler.assertEnded(alone));
            assertThat(handlers).anyMatch(handler -> handler.cancelled);
            assertThat(handlers).anyMatch(handler -> handler.failure instanceof TimeoutException);
            assertThat(handlers).anyMatch(handler -> handler.completed.get() == 1);
        }
    }

    @Test
    void should_close_while_requests_run_wait_and_come() throws Exception {
        for (int round = 0; round < 5; round++) {
            // given
            SsdEngine engine = stories();
            SsdChatModel model = SsdChatModel.builder().engine(engine).build();
            SsdStreamingChatModel streamingModel =
                    SsdStreamingChatModel.builder().engine(engine).build();
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                answers.add(i % 2 == 0 ? ask(model, beginning(i)) : stream(streamingModel, beginning(i)));
            }

            // when
            pause(5 * round);
            CompletableFuture<Void> other = CompletableFuture.runAsync(engine::close, callers);
            engine.close();

            // then
            other.get();
            countAnswers(answers, IllegalStateException.class);
            assertThat(countAnswers(List.of(ask(model, "late")), IllegalStateException.class))
                    .isZero();
        }
    }

    /** In float32, where an answer depends on nothing but its prompt, and with drafts that are often wrong. */
    private static SsdEngine stories() {
        return SsdEngine.builder()
                .model(ScriptedEngine.STORIES)
                .device("cpu")
                .dtype("float32")
                .chatTemplate(ChatTemplate.plain())
                .skipProfile(SkipProfile.of("some", List.of(2), List.of(3)))
                .maxQueue(THREADS)
                .build();
    }

    private static String beginning(int i) {
        return BEGINNINGS.get(i % BEGINNINGS.size());
    }

    private static ChatRequest request(String question, Duration timeout) {
        return ChatRequest.builder()
                .messages(UserMessage.from(question))
                .parameters(SsdChatRequestParameters.builder().timeout(timeout).build())
                .build();
    }

    private Future<String> ask(SsdChatModel model, String question) {
        return callers.submit(() -> model.chat(question));
    }

    private Future<String> stream(SsdStreamingChatModel model, String question) {
        CompletableFuture<String> text = new CompletableFuture<>();
        callers.execute(() -> model.chat(question, new StreamingChatResponseHandler() {
            private final StringBuilder pieces = new StringBuilder();

            @Override
            public void onPartialResponse(String piece) {
                pieces.append(piece);
            }

            @Override
            public void onCompleteResponse(ChatResponse response) {
                text.complete(pieces.toString());
            }

            @Override
            public void onError(Throwable failure) {
                text.completeExceptionally(failure);
            }
        }));
        return text;
    }

    /** How many were answered; the others must have failed with {@code refusal}. */
    private static int countAnswers(List<Future<String>> answers, Class<?> refusal) throws InterruptedException {
        int answered = 0;
        for (Future<String> answer : answers) {
            try {
                assertThat(answer.get()).isNotEmpty();
                answered++;
            } catch (ExecutionException e) {
                assertThat(e.getCause()).isInstanceOf(refusal);
            }
        }
        return answered;
    }

    private static void pause(long millis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    /** Cancels its answer some time after the first piece, from another thread or from the callback. */
    private final class Canceller implements StreamingChatResponseHandler {

        final AtomicInteger completed = new AtomicInteger();
        private final int afterMicros;
        private final boolean inCallback;
        private final StringBuilder text = new StringBuilder();
        private final CompletableFuture<Void> ended = new CompletableFuture<>();
        volatile boolean cancelled;
        volatile Throwable failure;

        Canceller(int afterMicros, boolean inCallback) {
            this.afterMicros = afterMicros;
            this.inCallback = inCallback;
        }

        @Override
        public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
            StreamingHandle handle = context.streamingHandle();
            if (text.isEmpty() && !inCallback) {
                callers.execute(() -> {
                    LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(afterMicros));
                    cancel(handle);
                });
            }
            text.append(piece.text());
            if (inCallback && text.length() > afterMicros / 20) {
                cancel(handle);
            }
        }

        private void cancel(StreamingHandle handle) {
            cancelled = true;
            handle.cancel();
            ended.complete(null);
        }

        @Override
        public void onCompleteResponse(ChatResponse response) {
            assertThat(response.aiMessage().text()).isEqualTo(text.toString());
            completed.incrementAndGet();
            ended.complete(null);
        }

        @Override
        public void onError(Throwable failure) {
            this.failure = failure;
            ended.complete(null);
        }

        void assertEnded(String alone) {
            assertThat(ended).succeedsWithin(Duration.ofSeconds(20));
            assertThat(alone).startsWith(text.toString());
            if (failure != null) {
                assertThat(failure).isInstanceOf(TimeoutException.class);
                assertThat(completed).hasValue(0);
            } else if (!cancelled) {
                assertThat(completed).hasValue(1);
                assertThat(text).hasToString(alone);
            }
        }
    }
}
