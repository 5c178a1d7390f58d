package io.github.ssd4j.examples.web.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ssd4j.SsdEngine;
import io.github.ssd4j.examples.web.TinyModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Starts the server, with the real model if there is one and the built-in one otherwise, and opens the page in a browser. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "langchain4j.ssd.engine.dtype=float32",
            // So that few questions are enough to have one wait.
            "langchain4j.ssd.engine.max-concurrent=1",
            "langchain4j.ssd.engine.max-queue=3",
            // Drafts whether it pays on this machine or not.
            "langchain4j.ssd.speculative.draft-policy=fixed",
            "langchain4j.ssd.speculative.max-draft-tokens=4",
            "chatbot.max-answer-tokens=48",
            "chatbot.keep-alive=200ms"
        })
@ExtendWith(SharedBrowser.class)
@Timeout(300)
abstract class BrowserTest {

    static final String QUESTION = "Once upon a time";

    @Autowired
    SsdEngine engine;

    Browser browser;
    ChatPage page;

    @BeforeAll
    static void requireBrowser() {
        Browser.requireInstalled();
    }

    @DynamicPropertySource
    static void model(DynamicPropertyRegistry registry) {
        registry.add("chatbot.model", BrowserTest::modelPath);
    }

    static boolean isRealModel() {
        return !System.getProperty("ssd.test.model", "").isBlank();
    }

    private static String modelPath() {
        return isRealModel() ? System.getProperty("ssd.test.model") : TinyModel.path();
    }

    @BeforeEach
    void openPage(Browser shared, @LocalServerPort int port) {
        browser = shared;
        page = new ChatPage(browser, port);
        browser.resize(Browser.DESKTOP_WIDTH, Browser.DESKTOP_HEIGHT, false);
        page.open();
    }

    @AfterEach
    void should_have_asked_no_other_host(@LocalServerPort int port) {
        assertThat(browser.requests())
                .extracting(request -> request.get("url").asString())
                .filteredOn(url -> url.matches("(https?|wss?):.*"))
                .isNotEmpty()
                .allMatch(url -> url.startsWith("http://localhost:" + port + "/"));
        assertThat(browser.severeMessages()).filteredOn(this::isUnexpected).isEmpty();
    }

    /** Whether an error on the console is none that the test provokes. */
    boolean isUnexpected(String message) {
        return true;
    }
}
