package io.github.ssd4j.examples.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import io.github.ssd4j.SsdEngine;
import io.github.ssd4j.examples.web.ChatClient.Event;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import tools.jackson.databind.JsonNode;

/** The whole server with the built-in model, through HTTP. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "langchain4j.ssd.engine.dtype=float32",
            "langchain4j.ssd.engine.max-concurrent=1",
            "langchain4j.ssd.engine.max-queue=2",
            // Drafts whether it pays on this machine or not; by look-up, as no skip profile fits the model.
            "langchain4j.ssd.speculative.draft-policy=fixed",
            "chatbot.max-answer-tokens=120",
            "chatbot.keep-alive=50ms",
            "chatbot.max-conversations=5",
            "chatbot.max-questions=6"
        })
@Timeout(120)
class ChatApiTest extends ServerTest {

    @Autowired
    private SsdEngine engine;

    @Test
    void should_describe_the_model() {
        // when
        JsonNode model = client.get("/model");

        // then
        assertThat(model.get("name").asString()).isEqualTo("stories260K");
        assertThat(model.get("dtype").asString()).isEqualTo("float32");
        assertThat(model.get("contextTokens").asInt()).isEqualTo(512);
        assertThat(model.get("maxQueue").asInt()).isEqualTo(2);
        assertThat(model.get("layers").asInt()).isEqualTo(5);
        assertThat(model.get("skipProfiles").get(0).get("name").asString()).isEqualTo("none");
    }

    @Test
    void should_make_find_and_forget_a_conversation() {
        // when
        HttpResponse<String> made = client.send("POST", "/conversations", "");
        String path = made.headers().firstValue("Location").orElseThrow().replaceFirst("^/api", "");

        // then
        assertThat(made.statusCode()).isEqualTo(201);
        JsonNode view = client.get(path);
        assertThat(view).isEqualTo(ChatClient.JSON.readTree(made.body()));
        assertThat(view.get("messages").isEmpty()).isTrue();
        assertThat(view.get("answering").asBoolean()).isFalse();
        assertThat(client.send("DELETE", path, "").statusCode()).isEqualTo(204);
        assertThat(client.send("GET", path, "").statusCode()).isEqualTo(404);
        assertThat(client.send("DELETE", path, "").statusCode()).isEqualTo(404);
    }

    @Test
    void should_forget_the_longest_unused_conversation() {
        // given
        String other = client.converse();

        // when
        for (int i = 0; i < 4; i++) {
            client.get(conversation);
            client.converse();
        }

        // then
        assertThat(client.send("GET", conversation, "").statusCode()).isEqualTo(200);
        assertThat(client.send("GET", other, "").statusCode()).isEqualTo(404);
    }

    @Test
    void should_stream_an_answer_and_keep_it() {
        // when
        List<Event> events;
        try (ChatClient.Stream stream = client.ask(conversation, TinyModel.QUESTION)) {
            assertThat(stream.status()).isEqualTo(200);
            assertThat(stream.header("Content-Type")).startsWith("text/event-stream");
            events = stream.rest();
        }

        // then
        assertThat(ChatClient.textOf(events)).startsWith(TinyModel.STORY);
        Event done = events.get(events.size() - 1);
        assertThat(done.name()).isEqualTo("done");
        assertThat(done.data().get("outcome").asString()).isEqualTo("length");
        JsonNode figures = done.data().get("figures");
        assertThat(figures.get("generatedTokens").asInt()).isEqualTo(120);
        assertThat(figures.get("speculative").asBoolean()).isTrue();
        assertThat(figures.get("tokensPerSecond").asDouble()).isPositive();

        JsonNode view = client.get(conversation);
        assertThat(view.get("title").asString()).isEqualTo("Once upon a time");
        JsonNode reply = view.get("messages").get(1);
        assertThat(reply.get("role").asString()).isEqualTo("assistant");
        assertThat(reply.get("text").asString()).isEqualTo(ChatClient.textOf(events));
        // All but the first event and the last.
        assertThat(reply.get("pieces").size()).isEqualTo(events.size() - 2);
        assertThat(reply.get("figures")).isEqualTo(figures);
    }

    @Test
    void should_say_who_drafted_each_piece_and_what_each_drafter_did() {
        // when
        List<Event> events = client.answer(conversation, TinyModel.QUESTION);

        // then
        JsonNode figures = events.get(events.size() - 1).data().get("figures");
        assertThat(figures.get("drafters").size()).isEqualTo(1);
        JsonNode drafter = figures.get("drafters").get(0);
        assertThat(drafter.get("name").asString()).isEqualTo("look-up");
        assertThat(drafter.get("rounds").asInt()).isPositive();
        assertThat(drafter.get("timeMs").asDouble()).isPositive();
        assertThat(drafter.get("draftedTokens").asInt())
                .isPositive()
                .isEqualTo(figures.get("draftedTokens").asInt());
        int accepted = drafter.get("acceptedTokens").asInt();
        assertThat(accepted)
                .isPositive()
                .isEqualTo(figures.get("acceptedTokens").asInt());
        assertThat(drafters(events)).containsOnly("look-up", "").contains("look-up", "");
        assertThat(drafters(events).stream().filter("look-up"::equals).count()).isLessThanOrEqualTo(accepted);

        // when
        List<Event> plain = client.answer(conversation, "{\"text\": \"Then\", \"speculative\": false}");

        // then
        assertThat(drafters(plain)).containsOnly("");
        assertThat(plain.get(plain.size() - 1)
                        .data()
                        .get("figures")
                        .get("drafters")
                        .isEmpty())
                .isTrue();
    }

    /** Who drafted each piece; nothing for the full model. */
    private static List<String> drafters(List<Event> events) {
        return events.stream()
                .filter(event -> event.name().equals("piece"))
                .map(event -> event.data().get("drafter").asString(""))
                .toList();
    }

    @Test
    void should_remember_what_was_said_in_this_conversation_only() {
        // given
        String answer = ChatClient.textOf(client.answer(conversation, TinyModel.QUESTION));

        // when
        List<Event> second = client.answer(conversation, ChatClient.text("Then"));

        // then
        assertThat(requests.last().messages())
                .containsExactly(
                        UserMessage.from("Once upon a time"), AiMessage.from(answer), UserMessage.from("Then"));
        JsonNode figures = second.get(second.size() - 1).data().get("figures");
        assertThat(figures.get("promptTokens").asInt()).isGreaterThan(100);
        assertThat(figures.get("reusedPromptTokens").asInt()).isPositive();

        // when
        client.answer(client.converse(), ChatClient.text("Then"));

        // then
        assertThat(requests.last().messages()).containsExactly(UserMessage.from("Then"));
    }

    @Test
    void should_forget_the_oldest_turns_when_the_context_is_full_and_say_when_the_conversation_is() {
        // when
        for (int i = 0; i < 6; i++) {
            assertThat(client.answer(conversation, TinyModel.QUESTION))
                    .last()
                    .satisfies(event -> assertThat(event.name()).isEqualTo("done"));
        }

        // then
        assertThat(requests.last().messages()).hasSizeLessThan(11).first().isInstanceOf(UserMessage.class);
        assertThat(client.get(conversation).get("messages").size()).isEqualTo(12);

        // when: one more than chatbot.max-questions
        assertRefused(
                409, "This conversation is full: it has 6 questions. Begin a new one.", ChatClient.text("And then?"));
        assertThat(client.get(conversation).get("messages").size()).isEqualTo(12);
    }

    @Test
    void should_never_forget_a_conversation_that_is_being_answered() throws Exception {
        try (BusyEngine busy = new BusyEngine(engine)) {
            // given: the longest unused one waits for its answer
            ChatClient.Stream waiting = client.ask(conversation, TinyModel.QUESTION);

            // when
            String next = client.converse();
            for (int i = 0; i < 5; i++) {
                client.converse();
            }

            // then
            assertThat(client.isAnswering(conversation)).isTrue();
            assertThat(client.send("GET", next, "").statusCode()).isEqualTo(404);
            busy.release();
            assertThat(ChatClient.textOf(waiting.rest())).startsWith(TinyModel.STORY);
        }
    }

    @Test
    void should_take_braces_as_text() {
        // given
        String text = "A {{name}} of {{current_date}} {{question}}";

        // when
        client.answer(conversation, ChatClient.text(text));

        // then
        assertThat(requests.last().messages()).containsExactly(UserMessage.from(text));
    }

    @Test
    void should_decode_plainly_and_sample_where_a_message_asks_for_it() {
        // when
        List<Event> events = client.answer(conversation, """
                {"text": "Once", "speculative": false, "skipProfile": "none", "temperature": 0.9}""");

        // then
        JsonNode figures = events.get(events.size() - 1).data().get("figures");
        assertThat(figures.get("speculative").asBoolean()).isFalse();
        assertThat(figures.get("skipProfile").asString()).isEqualTo("none");
        assertThat(requests.last().parameters().temperature()).isEqualTo(0.9);
    }

    @Test
    void should_refuse_what_cannot_be_answered() {
        assertRefused(400, "The message has no text.", "{\"text\": \" \\n\"}");
        assertRefused(400, "The message has no text.", "{}");
        assertRefused(
                400,
                "there is no skip profile 'x'; profiles that fit the loaded model: only none",
                "{\"text\": \"a\", \"skipProfile\": \"x\"}");
        assertRefused(
                400,
                "temperature must be 0 (greedy) or a finite number of at least 1.0E-4, but is: -1.0",
                "{\"text\": \"a\", \"temperature\": -1}");
        assertRefused(
                400,
                "The model stories260K was never trained to chat, so it cannot use tools.",
                "{\"text\": \"a\", \"tools\": true}");
        assertRefused(
                400,
                "The message is too long: it has 602 tokens, and this model reads 392 at most. Shorten it.",
                ChatClient.text("q".repeat(600)));
        assertRefused(400, "Failed to read request", "{nonsense");
        assertThat(client.get(conversation).get("messages").isEmpty()).isTrue();

        conversation = "/conversations/00000000-0000-0000-0000-000000000000";
        assertRefused(404, "This conversation is not known here (any more). Begin a new one.", TinyModel.QUESTION);
        assertThat(client.send("POST", conversation + "/stop", "").statusCode()).isEqualTo(404);
    }

    private void assertRefused(int status, String detail, String body) {
        try (ChatClient.Stream refusal = client.ask(conversation, body)) {
            assertThat(refusal.status()).isEqualTo(status);
            assertThat(refusal.header("Content-Type")).startsWith("application/problem+json");
            JsonNode problem = refusal.problem();
            assertThat(problem.get("detail").asString()).isEqualTo(detail);
            assertThat(problem.get("status").asInt()).isEqualTo(status);
        }
    }

    @Test
    void should_refuse_a_second_question_while_one_is_answered() throws Exception {
        try (BusyEngine busy = new BusyEngine(engine)) {
            // given
            ChatClient.Stream first = client.ask(conversation, TinyModel.QUESTION);

            // then
            assertRefused(
                    409, "This conversation is being answered. Wait for the answer, or stop it.", TinyModel.QUESTION);
            assertThat(client.isAnswering(conversation)).isTrue();
            busy.release();
            assertThat(ChatClient.textOf(first.rest())).startsWith(TinyModel.STORY);
        }
    }

    @Test
    void should_say_how_many_are_ahead_and_refuse_when_too_many_wait() throws Exception {
        try (BusyEngine busy = new BusyEngine(engine)) {
            // given
            ChatClient.Stream first = client.ask(client.converse(), TinyModel.QUESTION);
            ChatClient.Stream second = client.ask(client.converse(), TinyModel.QUESTION);

            // when
            ChatClient.Stream refused = client.ask(conversation, TinyModel.QUESTION);

            // then
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.header("Retry-After")).isEqualTo("3");
            assertThat(refused.problem().get("detail").asString())
                    .isEqualTo("2 others are waiting for an answer already. Try again in a few seconds.");
            assertThat(client.get(conversation).get("messages").isEmpty()).isTrue();
            assertThat(client.isAnswering(conversation)).isFalse();
            assertThat(second.await("queued").data().get("ahead").asInt()).isEqualTo(1);
            second.await(":");
            busy.release();
            assertThat(ChatClient.textOf(first.rest())).startsWith(TinyModel.STORY);
            assertThat(ChatClient.textOf(second.rest())).startsWith(TinyModel.STORY);
        }
    }
}
