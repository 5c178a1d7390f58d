package io.github.ssd4j.evaluation.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ssd4j.evaluation.data.Question;
import io.github.ssd4j.evaluation.data.Shot;
import java.util.List;
import org.junit.jupiter.api.Test;

class PromptsTest {

    private static final Question TURNS = new Question("7", "c", List.of("One?", "Two?", "Three?"), List.of());
    private static final Question CODE =
            new Question("f", "code", List.of("\n\ndef f():\n    \"\"\"F\"\"\"\n"), List.of());
    private static final Question TEXT = new Question("t", "text", List.of(" A text.\n"), List.of());

    private static final List<Shot> CODE_SHOTS = List.of(new Shot("def g():\n", "    return 1\n\n"));
    private static final List<Shot> TEXT_SHOTS = List.of(new Shot("Long.", "Short. "), new Shot("Old.", "New."));

    @Test
    void questions_should_be_a_chat_with_shots_and_earlier_answers_in_front() {
        Prompts prompts = Prompts.questions(List.of(new Shot("Q", "A")));

        assertThat(prompts.conversation(TURNS, List.of())).isEqualTo(chat("USER Q", "ASSISTANT A", "USER One?"));
        assertThat(prompts.conversation(TURNS, List.of("1", "")))
                .isEqualTo(chat(
                        "USER Q", "ASSISTANT A", "USER One?", "ASSISTANT 1", "USER Two?", "ASSISTANT ", "USER Three?"));
    }

    @Test
    void raw_questions_should_be_one_text() {
        Prompts prompts = Prompts.rawQuestions(List.of(new Shot("Q\n", "A")));

        assertThat(prompts.conversation(TURNS, List.of(" 1\n")))
                .isEqualTo(raw("Question: Q\nAnswer: A\n\nQuestion: One?\nAnswer: 1\n\nQuestion: Two?\nAnswer:"));
    }

    @Test
    void code_should_be_asked_for_in_a_fence() {
        String ask = "Complete the following Python function. Answer with the whole function in one code block.\n\n";

        assertThat(Prompts.code(CODE_SHOTS).conversation(CODE, List.of()))
                .isEqualTo(chat(
                        "USER " + ask + "```python\ndef g():\n```",
                        "ASSISTANT ```python\ndef g():\n    return 1\n```",
                        "USER " + ask + "```python\ndef f():\n    \"\"\"F\"\"\"\n```"));
    }

    @Test
    void code_that_has_a_fence_should_get_a_longer_one() {
        assertThat(CodeFence.of("  x = '```'\n\n")).isEqualTo("````python\n  x = '```'\n````");
    }

    @Test
    void raw_code_should_be_as_it_is() {
        String prompt = CODE.turns().get(0);

        assertThat(Prompts.rawCode(List.of()).conversation(CODE, List.of())).isEqualTo(raw(prompt));
        assertThat(Prompts.rawCode(CODE_SHOTS).conversation(CODE, List.of()))
                .isEqualTo(raw("def g():\n    return 1\n\n" + prompt));
    }

    @Test
    void summaries_should_be_asked_for_by_length() {
        assertThat(Prompts.summaries(SummaryLength.SHORT, TEXT_SHOTS.subList(0, 1))
                        .conversation(TEXT, List.of()))
                .isEqualTo(
                        chat(
                                "USER Summarize the following text in two to four sentences. Answer with the summary only.\n\nLong.",
                                "ASSISTANT Short. ",
                                "USER Summarize the following text in two to four sentences. Answer with the summary only.\n\nA text."));
        assertThat(Prompts.summaries(SummaryLength.ONE_SENTENCE, List.of())
                        .conversation(TEXT, List.of())
                        .messages()
                        .get(0)
                        .text())
                .startsWith("Summarize the following text in one sentence.");
    }

    @Test
    void raw_summaries_should_be_a_text_to_go_on_with() {
        assertThat(Prompts.rawSummaries(TEXT_SHOTS).conversation(TEXT, List.of()))
                .isEqualTo(
                        raw(
                                "Article: Long.\nSummary: Short.\n\nArticle: Old.\nSummary: New.\n\nArticle: A text.\nSummary:"));
    }

    @Test
    void should_refuse_a_turn_that_is_not_there() {
        assertThatThrownBy(() -> Prompts.questions(List.of()).conversation(TURNS, List.of("1", "2", "3")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("question 7 has 3 turns, but has 3 answers already");
        assertThatThrownBy(() -> Prompts.rawCode(List.of()).conversation(CODE, List.of("1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("question f has 1 turns, but has 1 answers already");
    }

    @Test
    void conversation_should_end_with_the_user() {
        Message user = new Message(Role.USER, "u");
        Message assistant = new Message(Role.ASSISTANT, "");

        assertThatThrownBy(() -> new Conversation(List.of(user, assistant), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the last message must be the user's");
        assertThatThrownBy(() -> new Conversation(List.of(assistant, user), true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a raw conversation must have one message, but has: 2");
        assertThatThrownBy(() -> new Message(Role.USER, " "))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the text of role USER cannot be blank");
    }

    private static Conversation chat(String... messages) {
        return new Conversation(
                List.of(messages).stream().map(PromptsTest::message).toList(), false);
    }

    private static Message message(String line) {
        String[] parts = line.split(" ", 2);
        return new Message(Role.valueOf(parts[0]), parts[1]);
    }

    private static Conversation raw(String text) {
        return new Conversation(List.of(new Message(Role.USER, text)), true);
    }
}
