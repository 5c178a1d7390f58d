package io.github.ssd4j.examples.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ssd4j.SsdEngine;
import io.github.ssd4j.examples.web.ChatClient.Event;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;

/** Two browsers that are answered in the same passes of the model. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "langchain4j.ssd.engine.dtype=float32",
            "langchain4j.ssd.engine.max-concurrent=2",
            "langchain4j.ssd.speculative.drafters=none",
            "chatbot.max-answer-tokens=120"
        })
@Import(Passes.class)
@Timeout(60)
class SharedPassesTest extends ServerTest {

    @Autowired
    private SsdEngine engine;

    @Autowired
    private Passes passes;

    @Test
    void should_answer_two_browsers_in_the_same_passes_and_as_if_each_were_alone() throws Exception {
        // given
        String other = ChatClient.text("The big dog");
        String alone = ChatClient.textOf(client.answer(client.converse(), other));
        assertThat(passes.shared()).isZero();

        // when: both questions are there before the engine goes on
        List<Event> first;
        List<Event> second;
        try (BusyEngine busy = new BusyEngine(engine);
                ChatClient.Stream one = client.ask(conversation, TinyModel.QUESTION);
                ChatClient.Stream two = client.ask(client.converse(), other)) {
            busy.release();
            first = one.rest();
            second = two.rest();
        }

        // then
        assertThat(passes.shared()).isGreaterThan(60);
        assertThat(ChatClient.textOf(first)).startsWith(TinyModel.STORY);
        assertThat(ChatClient.textOf(second)).isEqualTo(alone);
        assertThat(first).extracting(Event::name).doesNotContain("queued");
        assertThat(second).extracting(Event::name).doesNotContain("queued");
    }
}
