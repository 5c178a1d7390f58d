package io.github.ssd4j.examples.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import org.junit.jupiter.api.Test;

/** How many conversations there are at most, and how long each may be. */
class ConversationsTest {

    private static final int MAX_CONVERSATIONS = 2;
    private static final int MAX_QUESTIONS = 3;
    private static final int MAX_CHARACTERS = 20;

    private final ChatbotProperties limits = TestProperties.with("", MAX_CONVERSATIONS, MAX_QUESTIONS, MAX_CHARACTERS);
    private final Conversations conversations = new Conversations(limits, new ConversationStore(limits));

    @Test
    void should_refuse_a_new_one_while_all_are_being_answered() {
        // given
        Conversation first = conversations.create();
        Turn answer = ask(first, "a");
        ask(conversations.create(), "b");

        // then
        assertThatThrownBy(conversations::create)
                .isInstanceOf(Conversations.FullException.class)
                .hasMessage("All 2 conversations that are kept here are being answered. Try again when an answer has "
                        + "ended, or delete a conversation.");
        assertThat(first.view().answering()).isTrue();

        // when
        answer.stop();

        // then
        Conversation next = conversations.create();
        assertThat(conversations.get(next.id())).isSameAs(next);
        assertThatThrownBy(() -> ask(first, "c")).isInstanceOf(Conversations.UnknownException.class);
    }

    @Test
    void should_take_only_so_many_questions() {
        Conversation conversation = conversations.create();
        for (int i = 0; i < MAX_QUESTIONS; i++) {
            ask(conversation, "a").stop();
        }

        assertThatThrownBy(() -> ask(conversation, "a"))
                .isInstanceOf(Conversation.FullException.class)
                .hasMessage("This conversation is full: it has 3 questions. Begin a new one.");
        assertThat(conversation.view().messages()).hasSize(2 * MAX_QUESTIONS);
    }

    @Test
    void should_take_only_so_much_text() {
        Conversation conversation = conversations.create();
        Turn turn = ask(conversation, "12345678");
        turn.reply().add(new Message.Piece("an answer", null, 1));
        turn.reply().add(new Message.ToolCall("clock", "{}", "1"));
        turn.stop();

        assertThatThrownBy(() -> ask(conversation, "1"))
                .isInstanceOf(Conversation.FullException.class)
                .hasMessage(
                        "This conversation is full: it has 20 characters, and with this question it would have more "
                                + "than 20. Begin a new one.");
        assertThat(conversation.view().answering()).isFalse();
        assertThat(conversation.view().messages()).hasSize(2);
    }

    private static Turn ask(Conversation conversation, String question) {
        return conversation.begin(new Conversation.Asked(question, null, null), question, memory -> {
            EventStream nowhere = new EventStream(task -> {}, closed -> {}, "");
            return new Turn(
                    conversation,
                    question,
                    new AnswerMemory(MessageWindowChatMemory.withMaxMessages(10)),
                    false,
                    nowhere);
        });
    }
}
