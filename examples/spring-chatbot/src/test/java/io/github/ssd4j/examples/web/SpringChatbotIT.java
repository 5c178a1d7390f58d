package io.github.ssd4j.examples.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.ssd4j.examples.web.ChatClient.Event;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** The whole server on a real model. */
@Timeout(600)
class SpringChatbotIT {

    private static final String NO_MODEL = "no real model: fetch it with .ci/run or give its path in SSD_TEST_MODEL";
    private static final String QUESTION = "What is the capital of France?";

    @Test
    void should_hold_a_conversation_with_drafts_and_tools_switched_by_message() {
        // given
        String model = System.getProperty("ssd.test.model", "");
        if (model.isBlank()) {
            System.out.println("skipped: " + NO_MODEL);
        }
        assumeTrue(!model.isBlank(), NO_MODEL);

        try (ConfigurableApplicationContext server = start(model)) {
            ChatClient client =
                    new ChatClient(server.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
            String conversation = client.converse();

            // when
            List<Event> first = client.answer(conversation, ChatClient.text(QUESTION));
            List<Event> second = client.answer(conversation, ChatClient.text("And of Germany?"));
            List<Event> plain =
                    client.answer(client.converse(), "{\"text\": \"%s\", \"speculative\": false}".formatted(QUESTION));
            List<Event> withTools =
                    client.answer(client.converse(), "{\"text\": \"What time is it?\", \"tools\": true}");

            // then
            assertThat(ChatClient.textOf(first)).contains("Paris");
            assertThat(first).anyMatch(SpringChatbotIT::isDrafted);
            JsonNode figures = second.get(second.size() - 1).data().get("figures");
            assertThat(figures.get("reusedPromptTokens").asInt()).isGreaterThan(20);
            assertThat(figures.get("skipProfile").asString()).isNotEqualTo("none");
            assertThat(figures.get("draftedTokens").asInt()).isPositive();
            assertThat(ChatClient.textOf(plain)).isEqualTo(ChatClient.textOf(first));
            assertThat(plain).noneMatch(SpringChatbotIT::isDrafted);
            assertThat(withTools.get(withTools.size() - 1).name()).isEqualTo("done");
        }
    }

    private static boolean isDrafted(Event event) {
        return event.data().path("drafter").isString();
    }

    private static ConfigurableApplicationContext start(String model) {
        return SpringApplication.run(
                SpringChatbot.class,
                "--server.port=0",
                "--chatbot.model=" + model,
                "--chatbot.max-answer-tokens=48",
                "--chatbot.system-message=You answer in one short sentence.",
                "--langchain4j.ssd.engine.dtype=float32",
                // Drafts whether it pays on this machine or not.
                "--langchain4j.ssd.speculative.draft-policy=fixed",
                "--langchain4j.ssd.speculative.max-draft-tokens=4");
    }
}
