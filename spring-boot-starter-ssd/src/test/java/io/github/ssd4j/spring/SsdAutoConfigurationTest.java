package io.github.ssd4j.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.listener.ChatModelRequestContext;
import dev.langchain4j.model.chat.request.ChatRequest;
import io.github.ssd4j.SkipProfiles;
import io.github.ssd4j.SsdChatModel;
import io.github.ssd4j.SsdChatRequestParameters;
import io.github.ssd4j.SsdChatResponseMetadata;
import io.github.ssd4j.SsdEngine;
import io.github.ssd4j.SsdStreamingChatModel;
import io.github.ssd4j.chat.ChatTemplate;
import io.github.ssd4j.speculative.DraftPolicy;
import io.github.ssd4j.speculative.DrafterKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

class SsdAutoConfigurationTest {

    /** Every parameter of a chat model whose value each model has for itself, see {@link #assertHasParameters}. */
    private static final String[] PARAMETERS = {
        "langchain4j.ssd.chat-model.temperature=0.7",
        "langchain4j.ssd.chat-model.top-k=40",
        "langchain4j.ssd.chat-model.top-p=0.9",
        "langchain4j.ssd.chat-model.min-p=0.05",
        "langchain4j.ssd.chat-model.repetition-penalty=1.1",
        "langchain4j.ssd.chat-model.frequency-penalty=0.2",
        "langchain4j.ssd.chat-model.presence-penalty=0.3",
        "langchain4j.ssd.chat-model.stop-sequences=END,STOP",
        "langchain4j.ssd.chat-model.seed=42",
        "langchain4j.ssd.chat-model.skip-profile=tiny",
        "langchain4j.ssd.chat-model.speculative=true",
        "langchain4j.ssd.chat-model.max-draft-tokens=4",
        "langchain4j.ssd.chat-model.return-thinking=true",
        "langchain4j.ssd.chat-model.timeout=5s"
    };

    private static final String QUESTION = "Once upon a time";

    private final ApplicationContextRunner model = TinyModel.runnerWithModel();

    @Test
    void should_make_nothing_without_a_model() {
        TinyModel.runner()
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(SsdEngine.class)
                        .doesNotHaveBean(ChatModel.class)
                        .doesNotHaveBean(StreamingChatModel.class)
                        .doesNotHaveBean("ssdStreamingChatModelTaskExecutor")
                        .doesNotHaveBean("ssdHealthIndicator")
                        .doesNotHaveBean(SsdMetrics.class));
    }

    @Test
    void should_make_one_engine_and_two_models_that_answer() {
        model.run(context -> {
            assertThat(context).hasSingleBean(SsdEngine.class);
            assertThat(context.getBean(ChatModel.class))
                    .isSameAs(context.getBean(SsdChatModel.class))
                    .isSameAs(context.getBean("ssdChatModel"));
            assertThat(context.getBean(StreamingChatModel.class))
                    .isSameAs(context.getBean(SsdStreamingChatModel.class))
                    .isSameAs(context.getBean("ssdStreamingChatModel"));

            String answer = context.getBean(ChatModel.class).chat(QUESTION);

            assertThat(answer).isNotBlank();
            assertThat(StreamedAnswer.to(context.getBean(StreamingChatModel.class), QUESTION)
                            .text())
                    .isEqualTo(answer);
        });
    }

    @Test
    void should_hand_the_properties_of_the_engine_to_it() {
        model.withPropertyValues(
                        "langchain4j.ssd.engine.context-tokens=100",
                        "langchain4j.ssd.engine.max-queue=3",
                        "langchain4j.ssd.engine.timeout=30s",
                        "langchain4j.ssd.speculative.enabled=false",
                        "langchain4j.ssd.speculative.draft-policy=static-threshold",
                        "langchain4j.ssd.speculative.stop-threshold=0.5",
                        "langchain4j.ssd.speculative.drafters=look-up, grammar",
                        "langchain4j.ssd.speculative.max-draft-tokens=3")
                .run(context -> {
                    SsdEngine engine = context.getBean(SsdEngine.class);
                    assertThat(engine.contextTokens()).isEqualTo(100);
                    assertThat(engine.maxQueue()).isEqualTo(3);
                    assertThat(engine.device()).isEqualTo("cpu");
                    assertThat(engine.dtype()).isEqualTo("float32");
                    assertThat(engine.defaults().speculative()).isFalse();
                    assertThat(engine.defaults().drafters())
                            .containsExactlyInAnyOrder(DrafterKind.LOOK_UP, DrafterKind.GRAMMAR);
                    assertThat(engine.defaults().draftPolicy()).isEqualTo(DraftPolicy.staticThreshold(3, 0.5));
                });
    }

    @Test
    void should_reuse_prefixes_of_others_unless_a_property_forbids_it() {
        model.run(context ->
                assertThat(reusedTokens(context.getBean(ChatModel.class))).isPositive());
        model.withPropertyValues("langchain4j.ssd.engine.share-prefixes=false")
                .run(context -> assertThat(reusedTokens(context.getBean(ChatModel.class)))
                        .isZero());
    }

    /** Of a question that is asked a second time, without a session. */
    private static int reusedTokens(ChatModel model) {
        ChatRequest request =
                ChatRequest.builder().messages(UserMessage.from(QUESTION)).build();
        model.chat(request);
        return ((SsdChatResponseMetadata) model.chat(request).metadata())
                .statistics()
                .reusedPromptTokens();
    }

    private static void assertHasParameters(SsdChatRequestParameters parameters) {
        assertThat(parameters.temperature()).isEqualTo(0.7);
        assertThat(parameters.topK()).isEqualTo(40);
        assertThat(parameters.topP()).isEqualTo(0.9);
        assertThat(parameters.minP()).isEqualTo(0.05);
        assertThat(parameters.repetitionPenalty()).isEqualTo(1.1);
        assertThat(parameters.frequencyPenalty()).isEqualTo(0.2);
        assertThat(parameters.presencePenalty()).isEqualTo(0.3);
        assertThat(parameters.skipProfile()).isEqualTo("tiny");
        assertThat(parameters.speculative()).isTrue();
        assertThat(parameters.maxDraftTokens()).isEqualTo(4);
        assertThat(parameters.returnThinking()).isTrue();
        assertThat(parameters.timeout()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void should_give_each_model_its_own_parameters() {
        model.withPropertyValues(PARAMETERS)
                .withPropertyValues("langchain4j.ssd.streaming-chat-model.temperature=0.1")
                .run(context -> {
                    var chat = context.getBean(SsdChatModel.class).defaultRequestParameters();
                    assertHasParameters(chat);
                    assertThat(chat.maxOutputTokens()).isEqualTo(8);
                    assertThat(chat.stopSequences()).containsExactly("END", "STOP");
                    assertThat(chat.seed()).isEqualTo(42);
                    var streaming = context.getBean(SsdStreamingChatModel.class).defaultRequestParameters();
                    assertThat(streaming.temperature()).isEqualTo(0.1);
                });
    }

    @Test
    void streaming_model_should_inherit_what_it_is_not_given_itself() {
        TinyModel.runner()
                .withPropertyValues(
                        "langchain4j.ssd.engine.model=" + TinyModel.path(),
                        "langchain4j.ssd.engine.dtype=float32",
                        "langchain4j.ssd.engine.chat-template=plain",
                        "langchain4j.ssd.engine.warm-up=false",
                        "langchain4j.ssd.speculative.skip-profiles-location=classpath:tiny-profiles.json",
                        "langchain4j.ssd.chat-model.enabled=false",
                        "langchain4j.ssd.chat-model.max-output-tokens=200",
                        "langchain4j.ssd.streaming-chat-model.seed=7",
                        "langchain4j.ssd.streaming-chat-model.stop-sequences=")
                .withPropertyValues(PARAMETERS)
                .run(context -> {
                    assertThat(context).doesNotHaveBean(ChatModel.class);
                    var streaming = context.getBean(SsdStreamingChatModel.class).defaultRequestParameters();
                    assertHasParameters(streaming);
                    assertThat(streaming.maxOutputTokens()).isEqualTo(200);
                    assertThat(streaming.stopSequences()).isEmpty();
                    assertThat(streaming.seed()).isEqualTo(7);
                });
    }

    @ParameterizedTest
    @CsvSource({"tiny, tiny", "auto, tiny", "none, none", ", tiny"})
    void should_choose_the_skip_profile_by_name_automatically_or_none(String property, String expected) {
        ApplicationContextRunner runner = property == null
                ? model
                : model.withPropertyValues("langchain4j.ssd.speculative.skip-profile=" + property);
        runner.run(context -> {
            SsdEngine engine = context.getBean(SsdEngine.class);
            assertThat(engine.skipProfile().name()).isEqualTo(expected);
            assertThat(engine.skipProfiles().names())
                    .contains("tiny")
                    .containsAll(SkipProfiles.builtIn().names());
        });
    }

    @Test
    void should_leave_out_a_model_that_is_switched_off() {
        model.withPropertyValues("langchain4j.ssd.chat-model.enabled=false")
                .run(context ->
                        assertThat(context).doesNotHaveBean(ChatModel.class).hasSingleBean(StreamingChatModel.class));
        model.withPropertyValues("langchain4j.ssd.streaming-chat-model.enabled=false")
                .run(context -> assertThat(context)
                        .hasSingleBean(ChatModel.class)
                        .doesNotHaveBean(StreamingChatModel.class)
                        .doesNotHaveBean("ssdStreamingChatModelTaskExecutor"));
    }

    @Test
    void should_call_the_application_s_listeners_in_their_order() {
        model.withUserConfiguration(Listeners.class).run(context -> {
            context.getBean(ChatModel.class).chat(QUESTION);
            StreamedAnswer.to(context.getBean(StreamingChatModel.class), QUESTION)
                    .get();

            assertThat(context.getBean(Listeners.class).calls).containsExactly("first", "second", "first", "second");
        });
    }

    @Test
    void should_leave_room_for_another_provider_and_for_beans_of_the_application() {
        model.withUserConfiguration(OtherProvider.class)
                .run(context -> assertThat(context.getBeansOfType(ChatModel.class))
                        .containsOnlyKeys("otherChatModel", "ssdChatModel"));

        model.withUserConfiguration(OwnModel.class)
                .run(context -> assertThat(context.getBean(ChatModel.class))
                        .isSameAs(context.getBean("ownModel"))
                        .extracting(own ->
                                ((SsdChatModel) own).defaultRequestParameters().temperature())
                        .isEqualTo(0.5));
    }

    @Test
    void should_share_an_engine_of_the_application_without_any_property() {
        TinyModel.runner().withUserConfiguration(OwnEngine.class).run(context -> {
            assertThat(context).hasSingleBean(SsdEngine.class);
            assertThat(context.getBean(SsdEngine.class).contextTokens()).isEqualTo(64);
            assertThat(context.getBean(ChatModel.class).chat(QUESTION)).isNotBlank();
            assertThat(context).hasBean("ssdHealthIndicator");
        });
        // Nor is a second one loaded when there is a property.
        model.withUserConfiguration(OwnEngine.class)
                .run(context -> assertThat(context)
                        .getBean(SsdEngine.class)
                        .extracting(SsdEngine::contextTokens)
                        .isEqualTo(64));
    }

    @Configuration(proxyBeanMethods = false)
    static class Listeners {

        final List<String> calls = new ArrayList<>();

        @Bean
        @Order(2)
        ChatModelListener second() {
            return listener("second");
        }

        @Bean
        @Order(1)
        ChatModelListener first() {
            return listener("first");
        }

        private ChatModelListener listener(String name) {
            return new ChatModelListener() {
                @Override
                public void onRequest(ChatModelRequestContext context) {
                    calls.add(name);
                }
            };
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OtherProvider {

        @Bean
        ChatModel otherChatModel() {
            return new ChatModel() {};
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnModel {

        @Bean
        SsdChatModel ownModel(SsdEngine engine) {
            return SsdChatModel.builder().engine(engine).temperature(0.5).build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnEngine {

        @Bean
        SsdEngine ownEngine() {
            return SsdEngine.builder()
                    .model(TinyModel.path())
                    .chatTemplate(ChatTemplate.plain())
                    .contextTokens(64)
                    .build();
        }
    }
}
