package io.github.ssd4j.examples.web.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** Conversations that are renamed, looked for and saved. */
class KeptConversationsIT extends BrowserTest {

    private static final String FETCH_LINK = """
            const done = arguments[1];
            fetch(document.querySelector(arguments[0]).href).then(async (response) =>
              done(`${response.headers.get('Content-Disposition')} ${await response.text()}`));
            """;

    @Test
    void conversation_should_be_renamed_found_and_saved() {
        // given
        page.set("maxTokens", 8);
        page.ask(QUESTION);
        page.one("#new-conversation").click();
        page.ask("The big dog ran");

        // when: renamed
        page.one("#open-menu").click();
        page.awaitShown("#rename");
        page.one("#rename").click();
        page.press("Pets", Keys.ENTER);

        // then
        page.awaitText("#title", "Pets");
        assertThat(page.conversations()).containsExactly("Pets", QUESTION);
        page.reload();
        assertThat(page.conversations()).containsExactly("Pets", QUESTION);

        // when: a rename that is given up
        page.one("#open-menu").click();
        page.one("#rename").click();
        page.press("Nothing", Keys.ESCAPE);

        // then
        assertThat(page.text("#title")).isEqualTo("Pets");

        // when: looked for, in what was said
        page.one("#search").sendKeys("BIG DOG");

        // then
        page.awaitText(".entry-excerpt", "The big dog ran");
        assertThat(page.conversations()).containsExactly("Pets");
        page.one("#search").sendKeys(" and nowhere else");
        page.awaitText("#no-conversations", "Nothing is found for “BIG DOG and nowhere else”.");
        page.press(Keys.ESCAPE);
        assertThat(page.conversations()).containsExactly("Pets", QUESTION);

        // when: saved
        List<String> saved = List.of(fetched("#export-markdown"), fetched("#export-json"));

        // then
        assertThat(saved.get(0)).contains("attachment", "Pets.md", "# Pets", "## Question\n\nThe big dog ran");
        assertThat(saved.get(1)).contains("attachment", "Pets.json", "\"content\":\"The big dog ran\"");
    }

    private String fetched(String link) {
        return Objects.toString(browser.driver().executeAsyncScript(FETCH_LINK, link));
    }
}
