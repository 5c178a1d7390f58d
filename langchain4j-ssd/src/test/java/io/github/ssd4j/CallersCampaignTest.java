package io.github.ssd4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import io.github.ssd4j.chat.ChatTemplate;
import io.github.ssd4j.decoder.SkipProfile;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * 64 callers who ask, stream, cancel, run out of time and are refused, while the engine is closed and opened again in between. No
 * answer changes, nobody waits for ever, and neither memory nor threads grow. A few seconds in every build; {@code
 * -Dssd.test.campaign.minutes=30} is the campaign.
 */
@EnabledOnOs(OS.LINUX)
class CallersCampaignTest {

    private static final int CALLERS = 64;
    private static final int ENGINES = 8;
    private static final double MINUTES = Double.parseDouble(System.getProperty("ssd.test.campaign.minutes", "0.05"));

    /** Nobody waits that long on the busiest machine unless he waits for ever. */
    private static final int HANG_SECONDS = 300;

    private static final List<String> QUESTIONS =
            List.of("Once upon a time", "Tom had a big dog", "Lily went to the park", "The cat sat");
    private static final String LONG_QUESTION = "a long story ".repeat(400);

    private enum Outcome {
        ANSWERED,
        CANCELLED,
        TIMED_OUT,
        QUEUE_FULL,
        INVALID,
        CLOSED
    }

    private final Map<Outcome, AtomicLong> outcomes = new EnumMap<>(Outcome.class);
    private List<String> expected = List.of();

    @Test
    void answers_should_not_change_and_nothing_should_grow() throws Exception {
        for (Outcome outcome : Outcome.values()) {
            outcomes.put(outcome, new AtomicLong());
        }
        try (SsdEngine engine = open()) {
            SsdChatModel model = model(engine);
            expected = QUESTIONS.stream().map(model::chat).toList();
        }
        List<Long> resident = new ArrayList<>();
        List<Integer> threads = new ArrayList<>();
        for (int i = 0; i < ENGINES; i++) {
            storm(i);
            EngineThreads.assertNoneLeft();
            resident.add(nativeMegabytes());
            threads.add(ManagementFactory.getThreadMXBean().getThreadCount());
        }
        System.out.printf("callers: %s, native MB %s, threads %s%n", outcomes, resident, threads);

        assertThat(outcomes.values()).allMatch(count -> count.get() > 0);
        int half = ENGINES / 2;
        // The least of several: what the compiler and the heap take comes and goes.
        assertThat(Collections.min(resident.subList(half, ENGINES)))
                .as("native memory in MB by engine, which must become level: %s", resident)
                .isLessThan(Collections.min(resident.subList(0, half)) + 40);
        assertThat(threads.get(ENGINES - 1))
                .as("threads by engine: %s", threads)
                .isLessThanOrEqualTo(threads.get(half) + 2);
    }

    /** One engine, asked by all and closed in the middle of it. */
    private void storm(int number) throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        SsdEngine engine = open();
        List<Future<?>> ended = IntStream.range(0, CALLERS)
                .mapToObj(i -> callers.submit(() -> new CallerThread(engine, 1000L * number + i).askUntilClosed()))
                .collect(Collectors.toList());
        LockSupport.parkNanos((long) (MINUTES * TimeUnit.MINUTES.toNanos(1) / ENGINES));
        // A slow machine needs longer for the first of each.
        for (int i = 0; i < 600 && number == 0 && !metAll(); i++) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
        engine.close();
        for (Future<?> caller : ended) {
            caller.get(HANG_SECONDS, TimeUnit.SECONDS);
        }
        callers.shutdown();
        assertThat(callers.awaitTermination(HANG_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    private boolean metAll() {
        return outcomes.entrySet().stream()
                .allMatch(entry ->
                        entry.getKey() == Outcome.CLOSED || entry.getValue().get() > 0);
    }

    /** In float32, where an answer depends on nothing but its prompt, and with drafts that are often wrong. */
    private static SsdEngine open() {
        return SsdEngine.builder()
                .model(ScriptedEngine.STORIES)
                .device("cpu")
                .dtype("float32")
                .chatTemplate(ChatTemplate.plain())
                .skipProfile(SkipProfile.of("some", List.of(2), List.of(3)))
                .maxQueue(CALLERS / 2)
                .build();
    }

    private static SsdChatModel model(SsdEngine engine) {
        return SsdChatModel.builder().engine(engine).maxOutputTokens(12).build();
    }

    private static long nativeMegabytes() throws IOException {
        System.gc();
        long pages =
                Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ", -1)[1]);
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
        return (4096 * pages - heap) >> 20;
    }

    private final class CallerThread {

        private final SsdChatModel model;
        private final SsdStreamingChatModel streaming;
        private final Random random;

        CallerThread(SsdEngine engine, long seed) {
            model = model(engine);
            streaming = SsdStreamingChatModel.builder()
                    .engine(engine)
                    .maxOutputTokens(12)
                    .build();
            random = new Random(seed);
        }

        @SuppressWarnings("StatementWithEmptyBody") // the condition does the work
        void askUntilClosed() {
            while (count(ask(random.nextInt(QUESTIONS.size()))) != Outcome.CLOSED) {}
        }

        private Outcome count(Outcome outcome) {
            outcomes.get(outcome).incrementAndGet();
            return outcome;
        }

        private Outcome ask(int question) {
            SsdRequestHandle handle = new SsdRequestHandle();
            boolean cancels = random.nextInt(5) == 0;
            SsdChatRequestParameters parameters = SsdChatRequestParameters.builder()
                    .timeout(random.nextInt(5) == 0 ? Duration.ofNanos(1 + random.nextInt(20_000_000)) : null)
                    .handle(handle)
                    .build();
            String text = random.nextInt(8) == 0 ? LONG_QUESTION : QUESTIONS.get(question);
            ChatRequest request = ChatRequest.builder()
                    .messages(UserMessage.from(text))
                    .parameters(parameters)
                    .build();
            boolean early = cancels && random.nextBoolean();
            if (early) {
                handle.cancel();
            }
            return random.nextBoolean()
                    ? askBlocking(request, question, handle, cancels)
                    : askStreaming(request, question, handle, cancels);
        }

        private Outcome askBlocking(ChatRequest request, int question, SsdRequestHandle handle, boolean cancels) {
            if (cancels) {
                handle.cancel();
            }
            try {
                return answered(model.chat(request).aiMessage().text(), question);
            } catch (RuntimeException e) {
                return outcome(e);
            }
        }

        /** A cancelled stream says nothing more, so its caller does not wait for an end. */
        private Outcome askStreaming(ChatRequest request, int question, SsdRequestHandle handle, boolean cancels) {
            CompletableFuture<String> end = new CompletableFuture<>();
            streaming.chat(request, new StreamingChatResponseHandler() {
                @Override
                public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
                    if (cancels) {
                        handle.cancel();
                        end.cancel(false);
                    }
                }

                @Override
                public void onCompleteResponse(ChatResponse response) {
                    end.complete(response.aiMessage().text());
                }

                @Override
                public void onError(Throwable failure) {
                    end.completeExceptionally(failure);
                }
            });
            if (handle.isCancelled()) {
                return Outcome.CANCELLED;
            }
            try {
                return answered(end.get(HANG_SECONDS, TimeUnit.SECONDS), question);
            } catch (ExecutionException e) {
                return outcome(e.getCause());
            } catch (CancellationException e) {
                return Outcome.CANCELLED;
            } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
                throw new AssertionError("a stream without an end", e);
            }
        }

        private Outcome answered(String text, int question) {
            assertThat(text).isEqualTo(expected.get(question));
            return Outcome.ANSWERED;
        }

        private Outcome outcome(Throwable failure) {
            if (failure instanceof CancellationException) {
                return Outcome.CANCELLED;
            } else if (failure instanceof TimeoutException) {
                return Outcome.TIMED_OUT;
            } else if (failure instanceof RateLimitException) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20 + random.nextInt(80)));
                return Outcome.QUEUE_FULL;
            } else if (failure instanceof InvalidRequestException) {
                return Outcome.INVALID;
            } else if (failure instanceof IllegalStateException
                    && failure.getMessage().contains("is closed")) {
                return Outcome.CLOSED;
            }
            throw new AssertionError("an outcome that no caller should meet", failure);
        }
    }
}
