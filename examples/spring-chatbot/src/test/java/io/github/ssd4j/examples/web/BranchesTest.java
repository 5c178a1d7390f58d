package io.github.ssd4j.examples.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.test.context.SpringBootTest;
import tools.jackson.databind.JsonNode;

/** Edited questions, answers that are written again, and what else is done with a conversation. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "langchain4j.ssd.engine.dtype=float32",
            "langchain4j.ssd.engine.chat-template=classpath:chat.jinja",
            "chatbot.system-message=Be brief.",
            "chatbot.max-answer-tokens=12",
            "chatbot.keep-alive=50ms"
        })
@Timeout(120)
class BranchesTest extends ServerTest {

    @Test
    void answer_should_be_written_again_without_what_the_model_said_before() {
        // given
        client.answer(conversation, TinyModel.QUESTION);
        JsonNode first = client.lastMessage(conversation);

        // when
        List<ChatClient.Event> events =
                client.answer(conversation, "{\"again\": \"q1\", \"temperature\": 1, \"seed\": 3}");

        // then
        assertThat(requests.last().messages())
                .containsExactly(SystemMessage.from("Be brief."), UserMessage.from("Once upon a time"));
        assertThat(events.get(0).name()).isEqualTo("begun");
        assertThat(events.get(0).data()).isEqualTo(ChatClient.JSON.readTree("""
                {"question": {"id": "q1", "versions": ["q1"]}, "answer": {"id": "a2", "versions": ["a1", "a2"]}}"""));
        assertThat(client.get(conversation).get("messages").size()).isEqualTo(2);
        JsonNode second = client.lastMessage(conversation);
        assertThat(second.get("text").asString())
                .isEqualTo(ChatClient.textOf(events))
                .isNotEqualTo(first.get("text").asString());

        // when
        show("a1");

        // then
        assertThat(client.lastMessage(conversation).get("text")).isEqualTo(first.get("text"));
        client.answer(conversation, ChatClient.text("Then"));
        assertThat(requests.last().messages())
                .containsExactly(
                        SystemMessage.from("Be brief."),
                        UserMessage.from("Once upon a time"),
                        AiMessage.from(first.get("text").asString()),
                        UserMessage.from("Then"));
    }

    @Test
    void edited_question_should_begin_a_branch_that_can_be_left_again() {
        // given
        client.answer(conversation, ChatClient.text("One"));
        client.answer(conversation, ChatClient.text("Two"));
        client.answer(conversation, ChatClient.text("Three"));

        // when
        client.answer(conversation, "{\"text\": \"Two and a half\", \"edits\": \"q2\"}");

        // then
        assertThat(questions()).containsExactly("One", "Two and a half");
        assertThat(requests.last().messages())
                .hasSize(4)
                .endsWith(UserMessage.from("Two and a half"))
                .startsWith(SystemMessage.from("Be brief."), UserMessage.from("One"));
        assertThat(client.get(conversation)
                        .get("messages")
                        .get(2)
                        .get("versions")
                        .toString())
                .isEqualTo("[\"q2\",\"q4\"]");

        // when, then
        show("q2");
        assertThat(questions()).containsExactly("One", "Two", "Three");
        show("q4");
        assertThat(questions()).containsExactly("One", "Two and a half");
    }

    @Test
    void first_question_should_be_edited_too() {
        client.answer(conversation, ChatClient.text("One"));

        client.answer(conversation, "{\"text\": \"Uno\", \"edits\": \"q1\"}");

        assertThat(questions()).containsExactly("Uno");
        assertThat(requests.last().messages()).hasSize(2);
    }

    @Test
    void message_that_is_not_there_should_be_refused() {
        for (String body : List.of("{\"again\": \"q9\"}", "{\"text\": \"a\", \"edits\": \"a9\"}")) {
            try (ChatClient.Stream refusal = client.ask(conversation, body)) {
                assertThat(refusal.status()).isEqualTo(400);
                assertThat(refusal.problem().get("detail").asString())
                        .isEqualTo("This message is not in the conversation.");
            }
        }
        assertThat(client.send("POST", conversation + "/shown", "{\"message\": \"q1\"}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(client.get(conversation).get("messages").isEmpty()).isTrue();
    }

    @Test
    void settings_of_a_question_should_reach_the_model() {
        // when
        client.answer(conversation, """
                {"text": "Once", "systemMessage": "Be long.", "maxTokens": 5, "topP": 0.5, "seed": 9, "temperature": 0.5}""");

        // then
        assertThat(requests.last().messages())
                .containsExactly(SystemMessage.from("Be long."), UserMessage.from("Once"));
        assertThat(requests.last().parameters().maxOutputTokens()).isEqualTo(5);
        assertThat(requests.last().parameters().topP()).isEqualTo(0.5);

        // when
        client.answer(conversation, "{\"text\": \"Then\", \"systemMessage\": \"\"}");

        // then
        assertThat(requests.last().messages()).hasSize(3).first().isEqualTo(UserMessage.from("Once"));
        try (ChatClient.Stream refusal = client.ask(conversation, "{\"text\": \"a\", \"maxTokens\": 257}")) {
            assertThat(refusal.problem().get("detail").asString())
                    .isEqualTo("The longest answer must be between 1 and 256 tokens, but is: 257");
        }
    }

    @Test
    void conversation_should_be_renamed() {
        // given
        client.answer(conversation, ChatClient.text("One"));

        // when
        HttpResponse<String> renamed = client.send("PATCH", conversation, "{\"title\": \"  My\\n talk \"}");

        // then
        assertThat(ChatClient.JSON.readTree(renamed.body()).get("title").asString())
                .isEqualTo("My talk");
        client.answer(conversation, ChatClient.text("Two"));
        assertThat(client.get(conversation).get("title").asString()).isEqualTo("My talk");
        assertThat(client.send("PATCH", conversation, "{\"title\": \" \"}").statusCode())
                .isEqualTo(400);
    }

    @Test
    void search_should_find_titles_and_all_versions_of_what_was_said_in_the_named_conversations_only() {
        // given
        client.answer(conversation, ChatClient.text("Where do giraffes sleep at night, and for how long do they?"));
        client.answer(conversation, "{\"text\": \"Hello\", \"edits\": \"q1\"}");
        String other = client.converse();
        client.answer(other, ChatClient.text("A Giraffe"));
        String third = client.converse();
        client.answer(third, ChatClient.text("A giraffe too"));
        client.send("PATCH", conversation, "{\"title\": \"Animals\"}");

        // when
        String body = ChatClient.JSON.writeValueAsString(
                Map.of("ids", List.of(id(conversation), id(other)), "text", "GIRAFFE"));
        JsonNode found = ChatClient.JSON.readTree(
                client.send("POST", "/conversations/search", body).body());

        // then
        assertThat(found.size()).isEqualTo(2);
        assertThat(found.get(0).get("id").asString()).isEqualTo(id(conversation));
        assertThat(found.get(0).get("excerpt").asString()).isEqualTo("Where do giraffes sleep at night, and for how…");
        assertThat(found.get(1).get("id").asString()).isEqualTo(id(other));
        assertThat(found.get(1).get("excerpt").asString()).isEmpty();
    }

    @Test
    void conversation_should_be_had_as_a_file() {
        // given
        client.answer(conversation, ChatClient.text("One / two?"));
        String answer = client.lastMessage(conversation).get("text").asString();

        // when
        HttpResponse<String> markdown = client.send("GET", conversation + "/export?format=markdown", "");
        HttpResponse<String> json = client.send("GET", conversation + "/export?format=json", "");

        // then
        assertThat(markdown.headers().firstValue("Content-Disposition").orElseThrow())
                .startsWith("attachment;")
                .contains("One-two.md");
        assertThat(markdown.body())
                .isEqualTo("# One / two?\n\nAnswered by stories260K.\n\n## Question\n\nOne / two?\n\n## Answer\n\n"
                        + answer.strip() + "\n\n*(length)*\n");
        JsonNode messages = ChatClient.JSON.readTree(json.body()).get("messages");
        assertThat(messages.get(0).get("content").asString()).isEqualTo("One / two?");
        assertThat(messages.get(1).get("role").asString()).isEqualTo("assistant");
        assertThat(messages.get(1).get("content").asString()).isEqualTo(answer);
        assertThat(client.send("GET", conversation + "/export?format=pdf", "").statusCode())
                .isEqualTo(400);
    }

    private void show(String message) {
        assertThat(client.send("POST", conversation + "/shown", "{\"message\": \"%s\"}".formatted(message))
                        .statusCode())
                .isEqualTo(200);
    }

    private List<String> questions() {
        return StreamSupport.stream(client.get(conversation).get("messages").spliterator(), false)
                .filter(message -> message.get("role").asString().equals("user"))
                .map(message -> message.get("text").asString())
                .toList();
    }

    private static String id(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
