package io.github.ssd4j.examples.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import io.github.ssd4j.examples.web.ChatClient.Event;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.test.context.SpringBootTest;

/** What the AI services send to the model, which here has a chat template that it does not heed. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "langchain4j.ssd.engine.chat-template=classpath:chat.jinja",
            "chatbot.system-message=Be brief.",
            "chatbot.max-answer-tokens=20"
        })
@Timeout(120)
class AssistantsTest extends ServerTest {

    @Test
    void should_send_the_system_message_once_and_no_tools() {
        // when
        client.answer(conversation, ChatClient.text("Hello"));
        client.answer(conversation, ChatClient.text("Hello again"));

        // then
        List<ChatMessage> messages = requests.last().messages();
        assertThat(messages).hasSize(4).startsWith(SystemMessage.from("Be brief."), UserMessage.from("Hello"));
        assertThat(messages.subList(1, 4)).noneMatch(SystemMessage.class::isInstance);
        assertThat(requests.last().toolSpecifications()).isEmpty();
        assertThat(requests.last().parameters().maxOutputTokens()).isEqualTo(20);
    }

    @Test
    void should_offer_the_clock_where_a_message_asks_for_tools() {
        // when
        client.answer(conversation, """
                {"text": "What time is it?", "tools": true}""");

        // then
        assertThat(requests.last().toolSpecifications()).hasSize(1);
        ToolSpecification tool = requests.last().toolSpecifications().get(0);
        assertThat(tool.name()).isEqualTo("currentDateTime");
        JsonObjectSchema parameters = tool.parameters();
        assertThat(parameters.properties()).containsOnlyKeys("zone");
        assertThat(parameters.required()).isEmpty();
    }

    @Test
    void should_forget_a_question_that_failed_but_show_it() {
        // when: the description of the tool alone is longer than the tiny model's context
        List<Event> events = client.answer(conversation, """
                {"text": "What time is it?", "tools": true}""");

        // then
        assertThat(events).extracting(Event::name).containsExactly("begun", "error");
        assertThat(events.get(1).data().get("code").asString()).isEqualTo("prompt-too-long");
        String message = events.get(1).data().get("message").asString();
        assertThat(message)
                .startsWith("the prompt must leave room for one token in the context of 512 tokens, but has");
        assertThat(client.lastMessage(conversation).get("outcome").asString()).isEqualTo("failed");
        assertThat(client.lastMessage(conversation).get("error").asString()).isEqualTo(message);

        // when
        client.answer(conversation, ChatClient.text("Hello"));

        // then
        assertThat(requests.last().messages())
                .containsExactly(SystemMessage.from("Be brief."), UserMessage.from("Hello"));
    }
}
