package io.github.ssd4j.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import io.github.ssd4j.SsdEngine;
import io.github.ssd4j.speculative.GenerationListener;
import io.github.ssd4j.speculative.KvCacheTooSmallException;
import io.github.ssd4j.speculative.TextPiece;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

/** Several requests in the same passes of the model. */
@Timeout(60)
class SsdConcurrencyTest {

    private static final String QUESTION = "Once upon a time";

    private final ApplicationContextRunner model = TinyModel.runnerWithModel();

    @Test
    void should_answer_and_meter_as_many_requests_at_once_as_the_property_says() {
        model.withPropertyValues(
                        "langchain4j.ssd.engine.max-concurrent=3",
                        "langchain4j.ssd.streaming-chat-model.max-output-tokens=60")
                .run(context -> {
                    MeterRegistry registry = new SimpleMeterRegistry();
                    context.getBean(SsdMetrics.class).bindTo(registry);
                    SsdEngine engine = context.getBean(SsdEngine.class);
                    assertThat(engine.maxConcurrent()).isEqualTo(3);
                    StreamingChatModel streaming = context.getBean(StreamingChatModel.class);
                    String alone = StreamedAnswer.to(streaming, QUESTION).text();

                    // given: the engine stands still while the requests come
                    EngineHold hold = new EngineHold();
                    CompletableFuture<?> held = CompletableFuture.runAsync(
                            () -> engine.generate("Once", engine.defaults(), hold), new SimpleAsyncTaskExecutor());
                    hold.begun.await();
                    StreamedAnswer first = StreamedAnswer.to(streaming, QUESTION);
                    StreamedAnswer second = StreamedAnswer.to(streaming, QUESTION);
                    assertThat(registry.get("ssd.requests.active").gauge().value())
                            .isEqualTo(1);
                    assertThat(registry.get("ssd.queue.depth").gauge().value()).isEqualTo(2);

                    // when
                    hold.over.countDown();

                    // then
                    assertThat(first.text()).isEqualTo(alone);
                    assertThat(second.text()).isEqualTo(alone);
                    held.join();
                    assertThat(registry.get("ssd.pass.conversations").summary().max())
                            .isBetween(2.0, 3.0);
                    assertThat(registry.get("ssd.pass.rows").summary().totalAmount())
                            .isGreaterThan((double)
                                    registry.get("ssd.pass.rows").summary().count());
                    assertThat(registry.get("ssd.pass.time").timer().count())
                            .isEqualTo(registry.get("ssd.pass.rows").summary().count());
                });
    }

    @Test
    void should_refuse_a_prompt_for_which_the_caches_may_not_take_enough_memory() {
        // a token takes 2 x 5 layers x 4 heads x 8 values x 4 bytes = 1,280 bytes
        model.withPropertyValues("langchain4j.ssd.engine.kv-cache-bytes=2KB", "langchain4j.ssd.engine.warm-up=false")
                .run(context -> assertThatThrownBy(
                                () -> context.getBean(ChatModel.class).chat(QUESTION))
                        .hasMessageContaining("kvCacheBytes allows 2048")
                        .satisfies(failure ->
                                assertThat(rootCause(failure)).isInstanceOf(KvCacheTooSmallException.class)));
    }

    @Test
    void should_not_start_if_not_even_the_first_words_have_room() {
        model.withPropertyValues("langchain4j.ssd.engine.kv-cache-bytes=1KB")
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasStackTraceContaining(SsdConfigurationException.class.getName())
                        .hasStackTraceContaining("kvCacheBytes allows 1024"));
    }

    private static Throwable rootCause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** Keeps the engine's thread from its first text on. */
    private static final class EngineHold implements GenerationListener {

        final CountDownLatch begun = new CountDownLatch(1);
        final CountDownLatch over = new CountDownLatch(1);

        @Override
        public void onText(TextPiece piece) {
            begun.countDown();
            try {
                over.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public boolean isCancelled() {
            return over.getCount() == 0;
        }
    }
}
