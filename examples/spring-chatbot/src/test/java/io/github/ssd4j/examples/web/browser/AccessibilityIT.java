package io.github.ssd4j.examples.web.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;

/** Barriers: by axe-core's rules, without a mouse, and on a narrow screen. */
class AccessibilityIT extends BrowserTest {

    private static final int MOST_TABS = 30;

    @ParameterizedTest
    @CsvSource({"light, false", "dark, false", "light, true", "dark, true"})
    void should_have_no_barriers(String scheme, boolean phone) throws IOException {
        browser.prefer(scheme);
        browser.resize(
                phone ? Browser.PHONE_WIDTH : Browser.DESKTOP_WIDTH,
                phone ? Browser.PHONE_HEIGHT : Browser.DESKTOP_HEIGHT,
                phone);
        page.reload();
        Axe axe = new Axe(browser);

        assertThat(axe.violations()).isEmpty();
        page.ask(QUESTION);
        assertThat(axe.violations()).isEmpty();
        page.openSettings();
        assertThat(axe.violations()).isEmpty();
        page.closeSettings();
        if (phone) {
            page.one("#open-figures").click();
            page.awaitShown("#figures.open");
            assertThat(axe.violations()).isEmpty();
        }
    }

    @Test
    void should_not_be_wider_than_a_phone() {
        browser.resize(Browser.PHONE_WIDTH, Browser.PHONE_HEIGHT, true);
        page.reload();
        page.ask(QUESTION);

        assertThat(browser.run("return document.documentElement.scrollWidth")).isEqualTo((long) Browser.PHONE_WIDTH);
        assertThat(browser.run("return document.querySelector('#scroller').scrollWidth"
                        + " <= document.querySelector('#scroller').clientWidth"))
                .isEqualTo(true);
    }

    @Test
    void drawer_should_take_the_focus_and_give_it_back() {
        // given
        browser.resize(Browser.PHONE_WIDTH, Browser.PHONE_HEIGHT, true);
        page.reload();
        tabTo("open-conversations");

        // when, then
        page.press(Keys.ENTER);
        page.awaitShown("#conversations.open");
        assertThat(focus()).isEqualTo("close-conversations");
        page.press(Keys.ESCAPE);
        browser.await("the drawer to close", driver -> !page.isShown("#conversations"));
        assertThat(focus()).isEqualTo("open-conversations");
    }

    @Test
    void everything_should_work_without_a_mouse() {
        // given: the field has the focus when the page is open
        assertThat(focus()).isEqualTo("question");

        // when, then: ask
        page.press(QUESTION, Keys.ENTER);
        page.awaitAnswers(1);
        assertThat(focus()).isEqualTo("question");

        // when, then: switch to plain
        page.press(Keys.TAB);
        page.press(Keys.ARROW_RIGHT);
        page.press(Keys.chord(Keys.SHIFT, Keys.TAB));
        page.press("Again", Keys.ENTER);
        page.awaitAnswers(2);
        assertThat(page.asked().get(1).get("speculative").asBoolean()).isFalse();

        // when, then: settings open, and give the focus back
        tabTo("open-settings");
        assertThat(browser.run("return getComputedStyle(document.activeElement).outlineStyle"))
                .isEqualTo("solid");
        page.press(Keys.ENTER);
        page.awaitShown("#settings[open]");
        page.closeSettings();
        assertThat(focus()).isEqualTo("open-settings");

        // when, then: delete, and undo
        tabToClass("entry-delete");
        page.press(Keys.ENTER);
        assertThat(page.conversations()).isEmpty();
        assertThat(focus()).isEqualTo("new-conversation");
        browser.await("the notice to be reached", driver -> {
            page.press(Keys.TAB);
            return Objects.equals(browser.run("return document.activeElement.textContent"), "Undo");
        });
        page.press(Keys.ENTER);
        page.awaitAnswers(2);
    }

    private void tabTo(String id) {
        tabUntil("return document.activeElement.id === arguments[0]", id);
    }

    private void tabToClass(String name) {
        tabUntil("return document.activeElement.classList.contains(arguments[0])", name);
    }

    private void tabUntil(String condition, String argument) {
        for (int i = 0; i < MOST_TABS && !Objects.equals(browser.run(condition, argument), true); i++) {
            page.press(Keys.TAB);
        }
        assertThat(browser.run(condition, argument)).as("focus on " + argument).isEqualTo(true);
    }

    private String focus() {
        return String.valueOf(browser.run("return document.activeElement.id"));
    }
}
