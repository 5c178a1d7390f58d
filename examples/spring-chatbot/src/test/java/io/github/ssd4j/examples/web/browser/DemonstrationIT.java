package io.github.ssd4j.examples.web.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ssd4j.examples.web.TinyModel;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The page when there is no model but the built-in one. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"chatbot.demonstration=true", "langchain4j.ssd.engine.chat-template=plain"})
@ExtendWith(SharedBrowser.class)
@Timeout(300)
class DemonstrationIT {

    private ChatPage page;

    @BeforeAll
    static void requireBrowser() {
        Browser.requireInstalled();
    }

    @DynamicPropertySource
    static void model(DynamicPropertyRegistry registry) {
        registry.add("langchain4j.ssd.engine.model", TinyModel::path);
    }

    @BeforeEach
    void openPage(Browser shared, @LocalServerPort int port) {
        page = new ChatPage(shared, port);
    }

    @Test
    void should_say_that_the_model_only_tells_stories_and_how_to_get_another() {
        // when
        page.open();

        // then
        assertThat(page.isShown(".demonstration")).isTrue();
        assertThat(page.text(".demonstration")).contains("tiny demonstration model", "--chatbot.model=");
        page.openSettings();
        assertThat(page.one("#settings [name=tools]").isEnabled()).isFalse();
        page.closeSettings();
        page.one(".suggestion").click();
        page.awaitAnswers(1);
        assertThat(page.questions()).containsExactly("Once upon a time");
    }
}
