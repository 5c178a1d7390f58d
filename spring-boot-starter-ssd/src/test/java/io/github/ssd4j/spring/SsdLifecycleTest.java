package io.github.ssd4j.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import io.github.ssd4j.SsdEngine;
import io.micrometer.context.ContextRegistry;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

/** When the engine is loaded and closed, and which threads there are. */
@Timeout(60)
class SsdLifecycleTest {

    private static final String QUESTION = "Once upon a time";

    private final ApplicationContextRunner model = TinyModel.runnerWithModel();
    private final ApplicationContextRunner lazy = model.withPropertyValues("langchain4j.ssd.engine.lazy=true");

    @Test
    void should_load_at_start_up() {
        model.run(context -> assertThat(context.getBeanFactory().containsSingleton("ssdEngine"))
                .isTrue());
    }

    @Test
    void should_load_with_the_first_request_if_lazy() {
        lazy.run(context -> {
            assertThat(context).hasSingleBean(ChatModel.class).hasSingleBean(StreamingChatModel.class);
            assertThat(context.getBeanFactory().containsSingleton("ssdEngine")).isFalse();

            assertThat(context.getBean(ChatModel.class).chat(QUESTION)).isNotBlank();

            assertThat(context.getBeanFactory().containsSingleton("ssdEngine")).isTrue();
        });
    }

    @Test
    void should_load_one_lazy_engine_however_many_requests_come_first() {
        lazy.run(context -> {
            ChatModel chat = context.getBean(ChatModel.class);
            StreamingChatModel streaming = context.getBean(StreamingChatModel.class);

            List<CompletableFuture<String>> answers = IntStream.range(0, 8)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> i % 2 == 0 ? chat.chat(QUESTION) : streamed(streaming),
                            new SimpleAsyncTaskExecutor()))
                    .toList();

            assertThat(answers.stream().map(CompletableFuture::join).distinct()).hasSize(1);
            assertThat(engineThreads()).hasSize(1);
        });
    }

    @Test
    void should_tell_the_first_request_what_is_wrong_if_lazy_and_the_next_one_again() {
        lazy.withPropertyValues("langchain4j.ssd.engine.model=/no/such/model").run(context -> {
            assertThat(context).hasNotFailed();
            ChatModel chat = context.getBean(ChatModel.class);
            for (int i = 0; i < 2; i++) {
                assertThat(failureOf(() -> chat.chat(QUESTION)))
                        .isInstanceOf(SsdConfigurationException.class)
                        .hasMessage("langchain4j.ssd.*: model: no such file or directory; expected a directory with "
                                + "config.json or a .gguf file: /no/such/model");
            }
        });
    }

    @Test
    void should_start_with_and_without_warming_up() {
        model.withPropertyValues("langchain4j.ssd.engine.warm-up=true")
                .run(context -> assertThat(context).hasNotFailed());
        model.withPropertyValues("langchain4j.ssd.engine.warm-up=false")
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void should_close_the_engine_with_the_context() {
        AtomicReference<SsdEngine> engine = new AtomicReference<>();

        model.run(context -> engine.set(context.getBean(SsdEngine.class)));

        assertThat(engine.get().isClosed()).isTrue();
        assertThat(engineThreads()).isEmpty();
    }

    @Test
    void should_let_an_answer_finish_when_the_context_closes() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch closing = new CountDownLatch(1);
        StreamedAnswer answer = new StreamedAnswer() {
            @Override
            public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
                started.countDown();
                await(closing);
            }
        };

        model.withPropertyValues("langchain4j.ssd.streaming-chat-model.max-output-tokens=400")
                .run(context -> {
                    context.getBean(StreamingChatModel.class).chat(QUESTION, answer);
                    started.await();
                    SsdEngine engine = context.getBean(SsdEngine.class);
                    new Thread(() -> {
                                while (!engine.isClosed()) {
                                    Thread.onSpinWait();
                                }
                                closing.countDown();
                            })
                            .start();
                });

        assertThat(answer.text()).isNotBlank();
        assertThat(engineThreads()).isEmpty();
    }

    @Test
    void should_call_back_on_threads_of_its_own_that_end_with_the_answer() {
        model.run(context -> {
            StreamedAnswer answer = StreamedAnswer.to(context.getBean(StreamingChatModel.class), QUESTION);

            answer.get();

            assertThat(answer.thread.getName()).startsWith("langchain4j-ssd-");
            answer.thread.join();
        });
    }

    @Test
    void should_use_the_application_s_executor_of_that_name() {
        model.withUserConfiguration(OwnExecutor.class).run(context -> {
            StreamedAnswer answer = StreamedAnswer.to(context.getBean(StreamingChatModel.class), QUESTION);

            answer.get();

            assertThat(answer.thread.getName()).startsWith("mine-");
        });
    }

    @Test
    void should_not_push_out_boot_s_own_executor() {
        model.withConfiguration(AutoConfigurations.of(TaskExecutionAutoConfiguration.class))
                .withUserConfiguration(WantsExecutor.class)
                .run(context -> {
                    assertThat(context).hasNotFailed().hasBean("ssdStreamingChatModelTaskExecutor");
                    assertThat(context.getBean(WantsExecutor.class).executor)
                            .isSameAs(context.getBean("applicationTaskExecutor"));
                });
    }

    @Test
    void should_carry_the_caller_s_context_over_to_the_callbacks() {
        ThreadLocal<String> user = new ThreadLocal<>();
        ContextRegistry.getInstance().registerThreadLocalAccessor("user", user);
        AtomicReference<String> seen = new AtomicReference<>();
        StreamedAnswer answer = new StreamedAnswer() {
            @Override
            public void onPartialResponse(String text) {
                seen.set(user.get());
            }
        };
        try {
            model.run(context -> {
                user.set("alice");
                context.getBean(StreamingChatModel.class).chat(QUESTION, answer);
                answer.get();
            });
        } finally {
            user.remove();
            ContextRegistry.getInstance().removeThreadLocalAccessor("user");
        }

        assertThat(seen).hasValue("alice");
    }

    private static String streamed(StreamingChatModel model) {
        try {
            return StreamedAnswer.to(model, QUESTION).text();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Thread> engineThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("ssd-engine-"))
                .toList();
    }

    private static Throwable failureOf(Runnable work) {
        try {
            work.run();
            return new AssertionError("did not fail");
        } catch (RuntimeException e) {
            return e;
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnExecutor {

        @Bean
        Executor ssdStreamingChatModelTaskExecutor() {
            return new SimpleAsyncTaskExecutor("mine-");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class WantsExecutor {

        final Executor executor;

        WantsExecutor(Executor executor) {
            this.executor = executor;
        }
    }
}
