package io.github.ssd4j.examples.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import io.github.ssd4j.SsdEngine;
import io.github.ssd4j.examples.web.ChatClient.Event;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import tools.jackson.databind.JsonNode;

/** Answers that end early: stopped, deserted, deleted. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"langchain4j.ssd.engine.dtype=float32", "chatbot.max-answer-tokens=200", "chatbot.keep-alive=50ms"
        })
@Timeout(120)
class StoppedAnswerTest extends ServerTest {

    @Autowired
    private SsdEngine engine;

    @Test
    void should_keep_what_was_written_when_stopped_also_in_the_memory() {
        // when
        try (ChatClient.Stream stream = client.ask(conversation, TinyModel.QUESTION)) {
            stream.await("piece");
            assertThat(client.send("POST", conversation + "/stop", "").statusCode())
                    .isEqualTo(204);

            // then
            List<Event> rest = stream.rest();
            JsonNode done = rest.get(rest.size() - 1).data();
            assertThat(done.get("outcome").asString()).isEqualTo("stopped");
            assertThat(done.get("figures").isNull()).isTrue();
        }
        JsonNode reply = client.lastMessage(conversation);
        String written = reply.get("text").asString();
        assertThat(reply.get("outcome").asString()).isEqualTo("stopped");
        assertThat(written).isNotEmpty();
        assertThat(client.isAnswering(conversation)).isFalse();

        // when
        client.answer(conversation, ChatClient.text("Then"));

        // then
        assertThat(requests.last().messages())
                .containsExactly(
                        UserMessage.from("Once upon a time"), AiMessage.from(written), UserMessage.from("Then"));
    }

    @Test
    void should_stop_nothing_without_complaint() {
        assertThat(client.send("POST", conversation + "/stop", "").statusCode()).isEqualTo(204);
    }

    @Test
    void should_cancel_when_the_browser_leaves() {
        // when
        try (ChatClient.Stream stream = client.ask(conversation, TinyModel.QUESTION)) {
            stream.await("piece");
        }

        // then
        await().until(() -> !client.isAnswering(conversation));
        assertThat(client.lastMessage(conversation).get("outcome").asString()).isEqualTo("stopped");
    }

    @Test
    void should_notice_a_browser_that_leaves_while_it_waits() throws Exception {
        try (BusyEngine busy = new BusyEngine(engine)) {
            // when
            try (ChatClient.Stream stream = client.ask(conversation, TinyModel.QUESTION)) {
                stream.await(":");
            }

            // then
            await().until(() -> !client.isAnswering(conversation));
            assertThat(client.lastMessage(conversation).get("outcome").asString())
                    .isEqualTo("stopped");
            busy.release();
        }
        // The question got no answer, so it was not asked.
        client.answer(conversation, ChatClient.text("Then"));
        assertThat(requests.last().messages()).containsExactly(UserMessage.from("Then"));
    }

    @Test
    void should_leave_the_queue_when_it_is_stopped_while_it_waits() throws Exception {
        try (BusyEngine busy = new BusyEngine(engine)) {
            // given
            ChatClient.Stream stopped = client.ask(conversation, TinyModel.QUESTION);
            client.send("POST", conversation + "/stop", "");
            assertThat(stopped.rest()).extracting(Event::name).containsExactly("begun", "done");
            assertThat(engine.waitingRequests()).isZero();

            // when
            ChatClient.Stream next = client.ask(conversation, TinyModel.QUESTION);
            busy.release();

            // then
            List<Event> events = next.rest();
            assertThat(ChatClient.textOf(events)).startsWith(TinyModel.STORY);
        }
        client.answer(conversation, ChatClient.text("Then"));
        assertThat(requests.last().messages()).hasSize(3);
    }

    @Test
    void should_cancel_when_the_conversation_is_deleted() {
        try (ChatClient.Stream stream = client.ask(conversation, TinyModel.QUESTION)) {
            // given
            stream.await("piece");

            // when
            assertThat(client.send("DELETE", conversation, "").statusCode()).isEqualTo(204);

            // then
            List<Event> rest = stream.rest();
            assertThat(rest.get(rest.size() - 1).data().get("outcome").asString())
                    .isEqualTo("stopped");
        }
    }
}
