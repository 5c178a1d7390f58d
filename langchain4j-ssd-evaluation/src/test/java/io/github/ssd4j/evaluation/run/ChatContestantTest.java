package io.github.ssd4j.evaluation.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.TokenUsage;
import io.github.ssd4j.evaluation.prompt.Conversation;
import io.github.ssd4j.evaluation.prompt.Message;
import io.github.ssd4j.evaluation.prompt.Role;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChatContestantTest {

    private static final Conversation CONVERSATION = new Conversation(
            List.of(
                    new Message(Role.SYSTEM, "Be short."),
                    new Message(Role.USER, "Hello"),
                    new Message(Role.ASSISTANT, "Hi"),
                    new Message(Role.USER, "How are you?")),
            false);

    private final List<ChatRequest> requests = new ArrayList<>();

    @Test
    void should_hand_on_the_conversation_and_count_the_tokens_that_are_told() {
        Answer answer = answer(new TokenUsage(20, 7));

        assertThat(requests.get(0).messages())
                .containsExactly(
                        SystemMessage.from("Be short."),
                        UserMessage.from("Hello"),
                        AiMessage.from("Hi"),
                        UserMessage.from("How are you?"));
        assertThat(requests.get(0).maxOutputTokens()).isEqualTo(64);
        assertThat(requests.get(0).temperature()).isZero();
        assertThat(answer.text()).isEqualTo("I am well, thanks.");
        assertThat(answer.promptTokens()).isEqualTo(20);
        assertThat(answer.generatedTokens()).isEqualTo(7);
        assertThat(answer.totalNanos()).isPositive().isEqualTo(answer.decodeNanos());
        assertThat(answer.rounds()).isNull();
    }

    @Test
    void should_count_words_where_no_tokens_are_told() {
        Answer answer = answer(null);

        assertThat(answer.generatedTokens()).isEqualTo(4);
        assertThat(answer.promptTokens()).isZero();
    }

    private Answer answer(@Nullable TokenUsage usage) {
        ChatModel model = new ChatModel() {
            @Override
            public ChatResponse doChat(ChatRequest request) {
                requests.add(request);
                return ChatResponse.builder()
                        .aiMessage(AiMessage.from("I am well, thanks."))
                        .tokenUsage(usage)
                        .build();
            }
        };
        try (ChatContestant contestant = new ChatContestant("peer", model, 64, 0)) {
            return contestant.answer("session", CONVERSATION, 1);
        }
    }
}
