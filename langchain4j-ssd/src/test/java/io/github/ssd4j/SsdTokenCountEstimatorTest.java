package io.github.ssd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.memory.chat.TokenWindowChatMemory;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SsdTokenCountEstimatorTest {

    /** Marks every message, and has a system message of its own. */
    private static final String MARKS = "{{ bos_token }}{% if messages[0].role != 'system' %}<be good>{% endif %}"
            + "{% for m in messages %}[{{ m.role }}]{{ m.content }}[end]{% endfor %}"
            + "{% if add_generation_prompt %}[assistant]{% endif %}";

    /** Wants questions and answers in turn, beginning with a question, and nothing else. */
    private static final String STRICT = "{{ bos_token }}{% for m in messages %}"
            + "{% if (m.role == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('in turn!') }}{% endif %}"
            + "({{ m.content }}){% endfor %}";

    private static final SystemMessage SYSTEM = SystemMessage.from("You tell stories to little children.");
    private static final UserMessage USER = UserMessage.from("Once upon a time there was a dog");
    private static final AiMessage AI = AiMessage.from("The dog was big and red.");

    private ScriptedEngine scripted = ScriptedEngine.withTemplate(MARKS);
    private SsdTokenCountEstimator estimator = new SsdTokenCountEstimator(scripted.engine);

    @AfterEach
    void close() {
        scripted.engine.close();
    }

    @Test
    void should_count_the_tokens_of_a_text() {
        assertThat(estimator.estimateTokenCountInText("Once upon a time"))
                .isEqualTo(scripted.checkpoint.tokenizer().encode("Once upon a time", false).length);
        assertThat(estimator.estimateTokenCountInText("")).isZero();
        assertThat(estimator.estimateTokenCountInText("</s>")).isGreaterThan(1);
    }

    @Test
    void should_count_messages_as_the_prompt_that_they_become() {
        List<ChatMessage> messages = List.of(SYSTEM, USER, AI, USER);

        int promptTokens = SsdChatModel.builder()
                .engine(scripted.engine)
                .build()
                .chat(messages)
                .tokenUsage()
                .inputTokenCount();

        assertThat(estimator.estimateTokenCountInMessages(messages)).isEqualTo(promptTokens);
        assertThat(estimator.estimateTokenCountInMessages(List.of())).isZero();
    }

    @Test
    void should_count_a_message_as_the_difference_that_it_makes() {
        int before = estimator.estimateTokenCountInMessages(List.of(SYSTEM, USER));

        assertThat(estimator.estimateTokenCountInMessages(List.of(SYSTEM, USER, AI)) - before)
                .isEqualTo(estimator.estimateTokenCountInMessage(AI));
        assertThat(estimator.estimateTokenCountInMessages(List.of(SYSTEM, USER, USER)) - before)
                .isEqualTo(estimator.estimateTokenCountInMessage(USER))
                .isGreaterThan(estimator.estimateTokenCountInText(USER.singleText()));
    }

    @Test
    void should_count_a_system_message_as_its_text_at_least() {
        SystemMessage brief = SystemMessage.from("a");

        assertThat(estimator.estimateTokenCountInMessage(SYSTEM))
                .isEqualTo(estimator.estimateTokenCountInMessages(List.of(SYSTEM, USER))
                        - estimator.estimateTokenCountInMessages(List.of(USER)));
        assertThat(estimator.estimateTokenCountInMessage(brief))
                .isGreaterThanOrEqualTo(estimator.estimateTokenCountInText("a"));
    }

    @Test
    void should_count_a_conversation_that_is_changed_for_the_template_as_its_prompt() {
        use(ScriptedEngine.withTemplate(STRICT));

        assertThat(estimator.estimateTokenCountInMessages(List.of(AI, USER)))
                .isEqualTo(estimator.estimateTokenCountInMessages(List.of(USER)));
        assertThat(estimator.estimateTokenCountInMessage(SYSTEM))
                .isGreaterThanOrEqualTo(estimator.estimateTokenCountInText(SYSTEM.text()));
    }

    @Test
    void should_count_what_the_template_refuses_message_by_message() {
        use(ScriptedEngine.withTemplate(STRICT));
        // The token that begins a prompt, and the space that this tokenizer puts before a text.
        int frame = estimator.estimateTokenCountInMessages(List.of(USER)) - estimator.estimateTokenCountInMessage(USER);
        assertThat(frame).isEqualTo(2);

        assertThat(estimator.estimateTokenCountInMessages(List.of(AI)))
                .isEqualTo(estimator.estimateTokenCountInMessage(AI) + frame);
    }

    @Test
    void should_count_texts_if_the_template_refuses_everything() {
        use(ScriptedEngine.withTemplate("{{ raise_exception('no!') }}"));

        assertThat(estimator.estimateTokenCountInMessages(List.of(USER, AI)))
                .isEqualTo(estimator.estimateTokenCountInText(USER.singleText())
                        + estimator.estimateTokenCountInText(AI.text()));
    }

    @Test
    void should_keep_a_chat_memory_within_its_tokens() {
        use(ScriptedEngine.withTemplate(STRICT));
        TokenWindowChatMemory memory = TokenWindowChatMemory.withMaxTokens(60, estimator);

        for (int turn = 0; turn < 8; turn++) {
            memory.add(USER);
            memory.add(AI);

            assertThat(estimator.estimateTokenCountInMessages(memory.messages()))
                    .isBetween(1, 60);
        }
        assertThat(memory.messages().size()).isBetween(2, 15);
    }

    @Test
    void should_count_for_several_threads_at_once() {
        int expected = estimator.estimateTokenCountInMessages(List.of(USER, AI, USER));

        List<CompletableFuture<Integer>> counts = IntStream.range(0, 32)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> estimator.estimateTokenCountInMessages(List.of(USER, AI, USER))))
                .toList();

        assertThat(counts).extracting(CompletableFuture::join).containsOnly(expected);
    }

    @Test
    void should_say_what_it_cannot_count() {
        UserMessage image = UserMessage.from(ImageContent.from("https://example.org/image.png"));
        assertThatExceptionOfType(UnsupportedFeatureException.class)
                .isThrownBy(() -> estimator.estimateTokenCountInMessage(image))
                .withMessage("image content is not supported yet by this model provider");

        use(ScriptedEngine.withTemplate(null));
        assertThatIllegalStateException()
                .isThrownBy(() -> estimator.estimateTokenCountInMessage(USER))
                .withMessageStartingWith("the model stories260K has no chat template");
        assertThat(estimator.estimateTokenCountInText("a dog")).isPositive();

        scripted.engine.close();
        assertThatIllegalStateException().isThrownBy(() -> estimator.estimateTokenCountInText("a dog"));
    }

    private void use(ScriptedEngine other) {
        scripted.engine.close();
        scripted = other;
        estimator = new SsdTokenCountEstimator(other.engine);
    }
}
