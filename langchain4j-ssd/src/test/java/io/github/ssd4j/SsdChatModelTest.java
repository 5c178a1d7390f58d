package io.github.ssd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import io.github.ssd4j.decoder.SamplingOptions;
import io.github.ssd4j.decoder.SkipProfile;
import io.github.ssd4j.speculative.DraftPolicy;
import io.github.ssd4j.speculative.GenerationOptions;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SsdChatModelTest {

    private ScriptedEngine scripted = ScriptedEngine.saying("It is blue.");

    @AfterEach
    void close() {
        scripted.engine.close();
    }

    @Test
    void should_answer_with_statistics() {
        // given
        ChatModel model = SsdChatModel.builder().engine(scripted.engine).build();

        // when
        ChatResponse response = model.chat(UserMessage.from("Which colour is the sky?"));

        // then
        assertThat(response.aiMessage()).isEqualTo(AiMessage.from("It is blue."));
        assertThat(response.metadata()).isInstanceOf(SsdChatResponseMetadata.class);
        SsdChatResponseMetadata metadata = (SsdChatResponseMetadata) response.metadata();
        assertThat(metadata.modelName()).isEqualTo("stories260K");
        assertThat(metadata.id()).hasSize(36);
        assertThat(metadata.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(metadata.statistics().acceptedTokens()).isEqualTo(1);
        assertThat(metadata.statistics().generatedTokens()).isEqualTo(3);
        assertThat(metadata.skipProfile()).isEqualTo("none");
        int promptTokens = metadata.statistics().promptTokens();
        assertThat(metadata.tokenUsage()).isEqualTo(new TokenUsage(promptTokens, 3, promptTokens + 3));
        assertThat(metadata.toBuilder().tokenUsage(new TokenUsage(1, 1)).build())
                .isInstanceOf(SsdChatResponseMetadata.class)
                .extracting(SsdChatResponseMetadata::statistics)
                .isEqualTo(metadata.statistics());
    }

    @Test
    void should_give_different_ids_to_different_answers() {
        ChatModel model = SsdChatModel.builder().engine(scripted.engine).build();

        assertThat(model.chat(UserMessage.from("a")).id())
                .isNotEqualTo(model.chat(UserMessage.from("a")).id());
    }

    @Test
    void should_render_the_conversation_through_the_template_with_its_special_tokens() {
        // given
        ChatModel model = SsdChatModel.builder().engine(scripted.engine).build();

        // when
        model.chat(SystemMessage.from("Be brief."), UserMessage.from("Hello"));

        // then
        assertThat(scripted.generator.prompts).containsExactly("Be brief.\nHello");
        assertThat(scripted.engine.encode(List.of(UserMessage.from("Hello")))[0])
                .isEqualTo(scripted.checkpoint.tokenizer().tokenId("<s>").getAsInt());
    }

    @Test
    void should_carry_out_every_parameter() {
        // given
        ChatModel model = SsdChatModel.builder()
                .engine(scripted.engine)
                .temperature(0.7)
                .topK(40)
                .topP(0.9)
                .minP(0.05)
                .repetitionPenalty(1.1)
                .frequencyPenalty(0.2)
                .presencePenalty(0.3)
                .seed(42L)
                .maxOutputTokens(9)
                .stopSequences(List.of("###"))
                .skipProfile("none")
                .maxDraftTokens(5)
                .speculative(false)
                .build();

        // when
        model.chat("Hello");

        // then
        assertThat(scripted.generator.options)
                .containsExactly(GenerationOptions.builder()
                        .sampling(new SamplingOptions(0.7, 40, 0.9, 0.05, 1.1, 0.2, 0.3))
                        .seed(42)
                        .maxTokens(9)
                        .stopStrings(List.of("###"))
                        .profile(SkipProfile.NONE)
                        .draftPolicy(DraftPolicy.costOptimal(5))
                        .speculative(false)
                        .build());
    }

    @Test
    void should_carry_out_the_parameters_of_a_request() {
        // given
        ChatModel model = SsdChatModel.builder()
                .engine(scripted.engine)
                .maxDraftTokens(5)
                .timeout(Duration.ofMinutes(1))
                .returnThinking(true)
                .build();

        // when
        model.chat(ChatRequest.builder()
                .messages(UserMessage.from("Hello"))
                .parameters(SsdChatRequestParameters.builder()
                        .draftPolicy(DraftPolicy.staticThreshold(3, 0.5))
                        .sessionId("user 7")
                        .build())
                .build());

        // then
        assertThat(scripted.generator.options)
                .containsExactly(GenerationOptions.builder()
                        .draftPolicy(DraftPolicy.staticThreshold(3, 0.5))
                        .session("user 7")
                        .build());
        assertThat(model.defaultRequestParameters())
                .isEqualTo(SsdChatRequestParameters.builder()
                        .modelName("stories260K")
                        .maxDraftTokens(5)
                        .timeout(Duration.ofMinutes(1))
                        .returnThinking(true)
                        .build());
    }

    @Test
    void should_use_the_engine_s_defaults_for_what_nobody_set() {
        SsdChatModel.builder().engine(scripted.engine).build().chat("Hello");

        assertThat(scripted.generator.options).containsExactly(scripted.engine.defaults());
    }

    @Test
    void should_let_a_request_override_the_model_and_the_model_its_default_parameters() {
        // given
        ChatModel model = SsdChatModel.builder()
                .engine(scripted.engine)
                .defaultRequestParameters(SsdChatRequestParameters.builder()
                        .seed(1L)
                        .temperature(0.1)
                        .topK(3)
                        .build())
                .temperature(0.2)
                .build();

        // when
        model.chat(ChatRequest.builder()
                .messages(UserMessage.from("Hello"))
                .parameters(ChatRequestParameters.builder().topK(4).build())
                .build());

        // then
        GenerationOptions options = scripted.generator.options.get(0);
        assertThat(options.seed()).isEqualTo(OptionalLong.of(1));
        assertThat(options.sampling().temperature()).isEqualTo(0.2);
        assertThat(options.sampling().topK()).isEqualTo(4);
    }

    @Test
    void should_accept_a_direct_call_with_common_parameters() {
        SsdChatModel model = SsdChatModel.builder().engine(scripted.engine).build();

        ChatResponse response = model.doChat(ChatRequest.builder()
                .messages(UserMessage.from("Hello"))
                .maxOutputTokens(2)
                .build());

        assertThat(response.aiMessage().text()).isEqualTo("It is ");
        assertThat(response.finishReason()).isEqualTo(FinishReason.LENGTH);
    }

    @Test
    void should_have_no_text_when_the_model_says_nothing() {
        scripted.engine.close();
        scripted = ScriptedEngine.saying("");

        ChatResponse response =
                SsdChatModel.builder().engine(scripted.engine).build().chat(UserMessage.from("Hello"));

        assertThat(response.aiMessage().text()).isNull();
        assertThat(response.tokenUsage().outputTokenCount()).isZero();
    }

    @Test
    void should_refuse_a_prompt_that_fills_the_context() {
        scripted.engine.close();
        scripted = ScriptedEngine.withContext(4);
        ChatModel model = SsdChatModel.builder().engine(scripted.engine).build();

        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> model.chat("Tell me a story about a little dog"))
                .withMessageContaining("in the context of 4 tokens, but has");
    }

    @Test
    void should_hand_on_what_the_template_refuses() {
        scripted.engine.close();
        scripted = ScriptedEngine.withTemplate("{{ raise_exception('No system messages!') }}");
        ChatModel model = SsdChatModel.builder().engine(scripted.engine).build();

        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> model.chat("Hello"))
                .withMessage("No system messages!");
    }

    @Test
    void should_refuse_a_request_with_a_value_out_of_its_range() {
        ChatModel model = SsdChatModel.builder().engine(scripted.engine).build();

        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> model.chat(ChatRequest.builder()
                        .messages(UserMessage.from("Hello"))
                        .topP(1.5)
                        .build()))
                .withMessage("topP must be more than 0 and at most 1 (off), but is: 1.5");
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> model.chat(ChatRequest.builder()
                        .messages(UserMessage.from("Hello"))
                        .parameters(SsdChatRequestParameters.builder()
                                .skipProfile("nonsense")
                                .build())
                        .build()))
                .withMessage("there is no skip profile 'nonsense'; profiles that fit the loaded model: only none");
    }

    @Test
    void should_refuse_wrong_defaults_when_it_is_built() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SsdChatModel.builder()
                        .engine(scripted.engine)
                        .maxOutputTokens(0)
                        .build())
                .withMessage("maxOutputTokens must be greater than zero, but is: 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SsdChatModel.builder()
                        .engine(scripted.engine)
                        .skipProfile("llama-2-13b")
                        .build())
                .withMessageStartingWith("skip profile 'llama-2-13b' is for meta-llama/Llama-2-13b-hf of 40 layers");
        assertThatExceptionOfType(UnsupportedFeatureException.class)
                .isThrownBy(() -> SsdChatModel.builder()
                        .engine(scripted.engine)
                        .modelName("gpt")
                        .build())
                .withMessage("'modelName' parameter is not supported by this model provider unless it names the loaded "
                        + "model, 'stories260K', but is: 'gpt'");
    }

    @Test
    void should_accept_the_name_of_the_loaded_model() {
        SsdChatModel model = SsdChatModel.builder()
                .engine(scripted.engine)
                .modelName("stories260K")
                .build();

        assertThat(model.defaultRequestParameters().modelName()).isEqualTo("stories260K");
        assertThat(model.chat("Hello")).isEqualTo("It is blue.");
    }

    @Test
    void should_say_how_to_give_a_missing_template() {
        scripted.engine.close();
        scripted = ScriptedEngine.withTemplate(null);

        assertThatIllegalStateException()
                .isThrownBy(() -> SsdChatModel.builder().engine(scripted.engine).build())
                .withMessage("the model stories260K has no chat template; give it one with "
                        + "SsdEngine.builder().chatTemplate(...), ChatTemplate.plain() for a model that was never trained "
                        + "to chat, or use SsdEngine.generate to continue a text");
    }

    @Test
    void should_leave_a_shared_engine_open() {
        SsdChatModel model = SsdChatModel.builder().engine(scripted.engine).build();

        model.close();

        assertThat(scripted.generator.closed).isZero();
        assertThat(model.chat("Hello")).isEqualTo("It is blue.");
    }

    @Test
    void should_want_either_an_engine_or_a_model() {
        String message = "give either an engine, or a model with options for an engine of its own";

        assertThatIllegalArgumentException()
                .isThrownBy(() -> SsdChatModel.builder().build())
                .withMessage(message);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SsdChatModel.builder()
                        .engine(scripted.engine)
                        .device("cpu")
                        .build())
                .withMessage(message);
    }
}
