package io.github.ssd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.langchain4j.data.message.UserMessage;
import io.github.ssd4j.chat.ChatTemplate;
import io.github.ssd4j.chat.ChatTemplateException;
import io.github.ssd4j.checkpoint.CheckpointException;
import io.github.ssd4j.decoder.DecoderException;
import io.github.ssd4j.decoder.SkipProfile;
import io.github.ssd4j.speculative.DraftPolicy;
import io.github.ssd4j.speculative.GenerationListener;
import io.github.ssd4j.speculative.GenerationOptions;
import io.github.ssd4j.speculative.GenerationResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Engines on the real decoder and a tiny model. */
class SsdEngineLoadTest {

    private static final String STORY =
            "Once upon a time, there was a little girl named Lily. She loved to play outside"
                    + " in the park. One day, she saw a big, red ball.";

    @TempDir
    Path folder;

    /** No thread, and so nothing that it owns, outlives its engine, be it closed or never come to be. */
    @AfterEach
    void should_leave_no_thread_behind() {
        EngineThreads.assertNoneLeft();
    }

    @Test
    void should_tell_the_same_story_with_and_without_drafts() {
        try (SsdEngine engine = stories()
                .skipProfile(SkipProfile.of("one", List.of(2), List.of()))
                .build()) {
            // given
            GenerationOptions drafting = engine.defaults().toBuilder()
                    .maxTokens(60)
                    .draftPolicy(DraftPolicy.fixed(2))
                    .build();
            GenerationOptions plain = drafting.toBuilder().speculative(false).build();

            // when
            GenerationResult drafted = engine.generate("Once upon a time", drafting, GenerationListener.NONE);
            GenerationResult written = engine.generate("Once upon a time", plain, GenerationListener.NONE);

            // then
            assertThat("Once upon a time" + written.text()).startsWith(STORY);
            assertThat(drafted.text()).isEqualTo(written.text());
            assertThat(drafted.stats().acceptedTokens()).isPositive();
            assertThat(written.stats().draftedTokens()).isZero();
        }
    }

    @Test
    void should_chat_with_a_base_model_through_the_plain_template() {
        try (SsdChatModel model = SsdChatModel.builder()
                .model(ScriptedEngine.STORIES)
                .device("cpu")
                .dtype("float32")
                .chatTemplate(ChatTemplate.plain())
                .maxOutputTokens(60)
                .build()) {
            assertThat("Once upon a time" + model.chat("Once upon a time")).startsWith(STORY);
        }
    }

    @Test
    void should_take_the_options_of_its_builder() throws IOException {
        Path profiles =
                Files.writeString(folder.resolve("p.json"), "{\"mine\": {\"attention\": [1], \"mlp\": [2, 3]}}");
        try (SsdEngine engine = stories()
                .skipProfilesFile(profiles)
                .skipProfile("mine")
                .contextTokens(128)
                .maxDraftTokens(3)
                .speculative(false)
                .chatTemplate("{{ bos_token }}|{{ messages[0].content }}|{{ eos_token }}")
                .build()) {
            assertThat(engine.skipProfile()).isEqualTo(SkipProfile.of("mine", List.of(1), List.of(2, 3)));
            assertThat(engine.skipProfiles().names()).contains("mine", "llama-2-13b");
            assertThat(engine.contextTokens()).isEqualTo(128);
            assertThat(engine.defaults().draftPolicy()).isEqualTo(DraftPolicy.costOptimal(3));
            assertThat(engine.defaults().speculative()).isFalse();
            assertThat(engine.tokenizer().decode(engine.encode(List.of(UserMessage.from("x"))), false))
                    .isEqualTo("<s> |x|</s>");
        }
    }

    @Test
    void should_refuse_a_kernel_that_cannot_multiply_the_dtype() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> stories().linearKernel("mkl").build())
                .withMessage("linearKernel must be one of auto, onednn, fbgemm, plain, but is: mkl");
        assertThatExceptionOfType(DecoderException.class)
                .isThrownBy(() -> stories().linearKernel("fbgemm").build())
                .withMessageStartingWith("linear kernel 'fbgemm' was asked for, but with device cpu and dtype float32")
                .withMessageEndingWith("plain");
    }

    @Test
    void should_refuse_what_is_not_a_model() {
        Path missing = folder.resolve("missing");

        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> SsdEngine.builder().model(missing).build())
                .withMessageContaining("no such file or directory");
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> SsdEngine.builder().model(folder).build())
                .withMessageContaining("config.json");
    }

    @Test
    void should_refuse_options_that_do_not_fit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SsdEngine.builder().build())
                .withMessage("model cannot be null");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> stories().dtype("float8").build())
                .withMessageContaining("float8");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> stories().device("tpu").build())
                .withMessageContaining("tpu");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> stories().maxQueue(0).build())
                .withMessage("maxQueue must be greater than zero, but is: 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> stories().timeout(Duration.ofSeconds(-1)).build())
                .withMessage("timeout must be greater than zero, but is: PT-1S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> stories()
                        .maxDraftTokens(3)
                        .draftPolicy(DraftPolicy.fixed(3))
                        .build())
                .withMessage("give either draftPolicy or maxDraftTokens, not both");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> stories().skipProfile("llama-2-13b").build())
                .withMessageStartingWith("skip profile 'llama-2-13b' is for meta-llama/Llama-2-13b-hf of 40 layers");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> stories()
                        .skipProfile(SkipProfile.of("deep", List.of(5), List.of()))
                        .build())
                .withMessageStartingWith("skip profile 'deep' skips attention of layer 5");
        assertThatExceptionOfType(ChatTemplateException.class)
                .isThrownBy(() -> stories().chatTemplate("{% if %}{{").build())
                .withMessage(
                        "the chat template is not valid: expected an expression, but found '%}' (line 1, column 7)");
    }

    @Test
    void should_close_its_own_engine_when_the_chat_model_cannot_be_built() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SsdChatModel.builder()
                        .model(ScriptedEngine.STORIES)
                        .device("cpu")
                        .chatTemplate(ChatTemplate.plain())
                        .topP(7.0)
                        .build())
                .withMessageStartingWith("topP must be");
    }

    private static SsdEngineBuilder stories() {
        return SsdEngine.builder().model(ScriptedEngine.STORIES).device("cpu").dtype("float32");
    }
}
