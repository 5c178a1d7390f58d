package io.github.ssd4j.examples.web.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** Barriers in what is only there when somebody has asked for it. */
class NewPartsAccessibilityIT extends BrowserTest {

    @Test
    void should_have_no_barriers_in_any_size_and_colour() throws IOException {
        // given: versions of a question and of an answer
        page.set("maxTokens", 8);
        page.ask(QUESTION);
        page.one("#new-conversation").click();
        page.ask(QUESTION);
        page.one(".regenerate").click();
        page.awaitText(".answer .version-count", "2 / 2");
        page.awaitAnswers(1);

        for (boolean phone : new boolean[] {false, true}) {
            browser.resize(
                    phone ? Browser.PHONE_WIDTH : Browser.DESKTOP_WIDTH,
                    phone ? Browser.PHONE_HEIGHT : Browser.DESKTOP_HEIGHT,
                    phone);
            for (String scheme : new String[] {"light", "dark"}) {
                browser.prefer(scheme);
                page.reload();
                page.awaitAnswers(1);
                Axe axe = new Axe(browser);
                check(axe, phone);
            }
        }
    }

    private void check(Axe axe, boolean phone) {
        MadeUpAnswers.append(browser, MadeUpAnswers.CODE);
        page.one("#open-menu").click();
        page.awaitShown("#rename");
        assertThat(axe.violations()).as("arrows, code and menu").isEmpty();
        page.one("#rename").click();
        page.press(Keys.ENTER);
        page.one(".question .edit").click();
        if (phone) {
            page.one("#open-conversations").click();
            page.awaitShown("#conversations.open");
        }
        page.one("#search").sendKeys("upon");
        page.awaitText("#conversation-list", QUESTION);
        assertThat(axe.violations()).as("edited question and search").isEmpty();
        if (phone) {
            page.one("#close-conversations").click();
        }
        page.openSettings();
        assertThat(axe.violations()).as("settings").isEmpty();
        assertThat(browser.run("return document.documentElement.scrollWidth <= innerWidth"))
                .isEqualTo(true);
        page.closeSettings();
    }
}
