package io.github.ssd4j.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import io.github.ssd4j.SsdEngine;
import io.github.ssd4j.speculative.BatchGenerator;
import io.github.ssd4j.speculative.KvCacheTooSmallException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

@Timeout(60)
class SsdObservabilityTest {

    private static final String QUESTION = "Once upon a time";

    private final ApplicationContextRunner model = TinyModel.runnerWithModel()
            .withPropertyValues(
                    "langchain4j.ssd.speculative.draft-policy=fixed", "langchain4j.ssd.speculative.max-draft-tokens=2");

    @Test
    void should_meter_what_was_drafted_accepted_and_generated() {
        model.run(context -> {
            MeterRegistry registry = bound(context);

            context.getBean(ChatModel.class).chat(QUESTION);

            assertThat(tokens(registry, "generated")).isEqualTo(8);
            assertThat(tokens(registry, "drafted")).isPositive();
            assertThat(tokens(registry, "accepted")).isBetween(0.0, tokens(registry, "drafted"));
            assertThat(tokens(registry, "prompt")).isPositive();
            assertThat(registry.find("ssd.tokens").tag("type", "drafted").counters())
                    .extracting(counter -> counter.getId().getTag("drafter"))
                    .containsExactly("skip:tiny");
            assertThat(registry.get("ssd.draft.time")
                            .tag("drafter", "skip:tiny")
                            .timer()
                            .count())
                    .isEqualTo(1);
            assertThat(registry.get("ssd.acceptance.rate")
                            .tag("skip.profile", "tiny")
                            .summary()
                            .max())
                    .isEqualTo(tokens(registry, "accepted") / tokens(registry, "drafted"));
            assertThat(registry.get("ssd.tokens.per.second").summary().count()).isEqualTo(1);
            assertThat(registry.get("ssd.time.to.first.token").timer().count()).isEqualTo(1);
            assertThat(registry.get("ssd.queue.depth").gauge().value()).isZero();
            assertThat(registry.get("ssd.cancelled").counter().count()).isZero();
        });
    }

    @Test
    void should_meter_each_drafter_and_give_every_counter_the_same_tags() {
        model.withPropertyValues(
                        "langchain4j.ssd.speculative.drafters=look-up",
                        "langchain4j.ssd.chat-model.max-output-tokens=60")
                .run(context -> {
                    MeterRegistry registry = bound(context);

                    context.getBean(ChatModel.class).chat("Lily saw a big dog. Lily saw a big dog. Lily saw");

                    assertThat(registry.find("ssd.tokens").counters())
                            .allSatisfy(counter -> assertThat(counter.getId().getTags())
                                    .extracting(Tag::getKey)
                                    .containsExactly("drafter", "skip.profile", "type"));
                    assertThat(registry.get("ssd.tokens")
                                    .tags("type", "drafted", "drafter", "look-up")
                                    .counter()
                                    .count())
                            .isPositive()
                            .isEqualTo(tokens(registry, "drafted"));
                    assertThat(registry.get("ssd.draft.time")
                                    .tag("drafter", "look-up")
                                    .timer()
                                    .totalTime(TimeUnit.NANOSECONDS))
                            .isPositive();
                });
    }

    @Test
    void should_meter_cancelled_refused_and_waiting_requests() {
        model.withPropertyValues(
                        "langchain4j.ssd.engine.max-concurrent=1",
                        "langchain4j.ssd.engine.max-queue=1",
                        "langchain4j.ssd.streaming-chat-model.max-output-tokens=400")
                .run(context -> {
                    MeterRegistry registry = bound(context);
                    StreamingChatModel streaming = context.getBean(StreamingChatModel.class);

                    // given one that is answered, one that waits and one too many
                    Cancellable running = new Cancellable();
                    streaming.chat(QUESTION, running);
                    running.started.await();
                    StreamedAnswer waiting = StreamedAnswer.to(streaming, QUESTION);
                    StreamedAnswer refused = StreamedAnswer.to(streaming, QUESTION);

                    // then
                    assertThat(refused.done).failsWithin(Duration.ofSeconds(20));
                    assertThat(registry.get("ssd.queue.depth").gauge().value()).isEqualTo(1);
                    assertThat(registry.get("ssd.requests.active").gauge().value())
                            .isEqualTo(1);
                    assertThat(health(context))
                            .contains("activeRequests=1", "maxConcurrent=1", "waitingRequests=1", "maxQueue=1");
                    assertThat(registry.get("ssd.failed")
                                    .tag("reason", "queue-full")
                                    .counter()
                                    .count())
                            .isEqualTo(1);

                    // when
                    running.go.countDown();
                    waiting.get();

                    // then
                    assertThat(registry.get("ssd.cancelled").counter().count()).isEqualTo(1);
                    assertThat(registry.get("ssd.queue.depth").gauge().value()).isZero();
                    await().untilAsserted(() -> assertThat(
                                    registry.get("ssd.requests.active").gauge().value())
                            .isZero());
                });
    }

    @Test
    void should_tell_why_a_request_failed() {
        model.run(context -> {
            MeterRegistry registry = bound(context);
            SsdMetrics metrics = context.getBean(SsdMetrics.class);

            metrics.onFailure(new KvCacheTooSmallException(9, 11_520, 2_048));
            metrics.onFailure(new TimeoutException("too slow"));
            metrics.onFailure(new IllegalStateException("the engine is closed"));
            metrics.onFailure(new IllegalArgumentException("a defect"));

            assertThat(registry.find("ssd.failed").counters())
                    .extracting(counter -> counter.getId().getTag("reason"))
                    .containsExactlyInAnyOrder("kv-cache-too-small", "timeout", "closed", "error");
        });
    }

    @Test
    void should_meter_passes_in_every_registry() {
        model.run(context -> {
            MeterRegistry first = bound(context);
            MeterRegistry second = bound(context);

            context.getBean(SsdMetrics.class).onPass(new BatchGenerator.Pass(3, 7, 4, 2_000_000));
            context.getBean(SsdMetrics.class).onPass(new BatchGenerator.Pass(1, 1, 0, 1_000_000));

            assertThat(List.of(first, second)).allSatisfy(registry -> {
                assertThat(registry.get("ssd.pass.conversations").summary().count())
                        .isEqualTo(2);
                assertThat(registry.get("ssd.pass.conversations").summary().max())
                        .isEqualTo(3);
                assertThat(registry.get("ssd.pass.rows").summary().totalAmount())
                        .isEqualTo(8);
                assertThat(registry.get("ssd.pass.time").timer().totalTime(TimeUnit.MILLISECONDS))
                        .isEqualTo(3);
            });
        });
    }

    @Test
    void should_do_without_micrometer_and_without_actuator() {
        model.withClassLoader(new FilteredClassLoader("io.micrometer", "org.springframework.boot.actuate"))
                .run(context -> {
                    assertThat(context)
                            .hasNotFailed()
                            .doesNotHaveBean("ssdMetrics")
                            .doesNotHaveBean("ssdInfoContributor");
                    assertThat(context.getBean(ChatModel.class).chat(QUESTION)).isNotBlank();
                });
        model.withClassLoader(new FilteredClassLoader(
                        "io.micrometer", "org.springframework.boot.actuate", "org.springframework.boot.health"))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("ssdHealthIndicator"));
    }

    @Test
    void should_tell_its_health() {
        model.run(context -> {
            assertThat(health(context))
                    .startsWith("UP ")
                    .contains("model=stories260K", "activeRequests=0", "waitingRequests=0", "maxQueue=64");

            context.getBean(SsdEngine.class).close();

            assertThat(health(context)).startsWith("OUT_OF_SERVICE ");
        });
    }

    @Test
    void should_not_load_a_lazy_engine_only_to_look_at_it() {
        model.withPropertyValues("langchain4j.ssd.engine.lazy=true").run(context -> {
            MeterRegistry registry = bound(context);

            assertThat(health(context)).startsWith("UP ").contains("loaded=false");
            assertThat(info(context)).containsEntry("loaded", false);
            assertThat(registry.get("ssd.queue.depth").gauge().value()).isZero();
            assertThat(registry.get("ssd.requests.active").gauge().value()).isZero();

            assertThat(context.getBeanFactory().containsSingleton("ssdEngine")).isFalse();
        });
    }

    @Test
    void should_inform_about_the_model() {
        model.run(context -> assertThat(info(context))
                .containsEntry("model", "stories260K")
                .containsEntry("parameters", "260K")
                .containsEntry("device", "cpu")
                .containsEntry("dtype", "float32")
                .containsKey("linearKernel")
                .containsEntry("exactness", "bit-exact")
                .containsEntry("skipProfile", "tiny")
                .containsEntry("drafters", "look-up,skip,grammar"));
        model.withPropertyValues("langchain4j.ssd.speculative.drafters=none")
                .run(context -> assertThat(info(context)).containsEntry("drafters", "none"));
    }

    @Test
    void should_be_switched_off_by_properties() {
        model.withPropertyValues("management.health.ssd.enabled=false", "management.info.ssd.enabled=false")
                .run(context -> assertThat(context)
                        .doesNotHaveBean("ssdHealthIndicator")
                        .doesNotHaveBean("ssdInfoContributor"));
    }

    private static MeterRegistry bound(ApplicationContext context) {
        MeterRegistry registry = new SimpleMeterRegistry();
        context.getBean(SsdMetrics.class).bindTo(registry);
        return registry;
    }

    private static double tokens(MeterRegistry registry, String type) {
        return registry.get("ssd.tokens").tag("type", type).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> info(ApplicationContext context) {
        Info.Builder info = new Info.Builder();
        context.getBean("ssdInfoContributor", InfoContributor.class).contribute(info);
        return (Map<String, Object>) info.build().get("ssd");
    }

    /** By reflection, because the types of health are not the same in Boot 3.5 and 4. */
    private static String health(ApplicationContext context) throws ReflectiveOperationException {
        Object indicator = context.getBean("ssdHealthIndicator");
        var method = indicator.getClass().getMethod("health");
        method.setAccessible(true);
        return method.invoke(indicator).toString();
    }

    /** Waits in its first callback, then cancels. */
    private static final class Cancellable extends StreamedAnswer {

        final CountDownLatch started = new CountDownLatch(1);
        final CountDownLatch go = new CountDownLatch(1);

        @Override
        public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
            started.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            context.streamingHandle().cancel();
        }
    }
}
