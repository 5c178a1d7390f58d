package io.github.ssd4j.examples.web.browser;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import tools.jackson.databind.JsonNode;

/** How answers are written is set in the dialog, reaches the server and survives a reload. */
class AnswerSettingsIT extends BrowserTest {

    private static final String SLIDE = """
            const slider = document.getElementById(arguments[0]);
            slider.value = arguments[1];
            slider.dispatchEvent(new Event('input', {bubbles: true}));
            return slider.value;
            """;

    @Test
    void settings_should_reach_the_request() {
        // given
        page.openSettings();
        assertThat(page.one("#seed").getDomProperty("value")).isEmpty();

        // when
        boolean chats = page.one("#systemMessage").isEnabled();
        if (chats) {
            page.one("#systemMessage").clear();
            page.one("#systemMessage").sendKeys("You are a poet.");
        }
        String tokens = String.valueOf(browser.run(SLIDE, "maxTokens", 32));
        browser.run(SLIDE, "topP", 0.5);
        page.one("#seed").sendKeys("12a");
        assertThat(page.text("#seed-hint")).isEqualTo("A whole number, please.");
        page.one("#seed").sendKeys(Keys.BACK_SPACE, "3");
        page.closeSettings();
        page.reload();
        page.ask(QUESTION);

        // then
        JsonNode asked = page.asked().get(0);
        assertThat(asked.path("systemMessage").asString("none")).isEqualTo(chats ? "You are a poet." : "none");
        assertThat(asked.get("maxTokens").asString()).isEqualTo(tokens);
        assertThat(asked.get("topP").asDouble()).isEqualTo(0.5);
        assertThat(asked.get("seed").asString()).isEqualTo("123");

        // when
        page.openSettings();
        assertThat(page.one("#seed").getDomProperty("value")).isEqualTo("123");
        if (chats) {
            page.one("#settings .answer-setting-head .quiet-button").click();
        }
        page.closeSettings();
        page.ask("And then?");

        // then
        assertThat(page.asked().get(1).has("systemMessage")).isFalse();
    }
}
