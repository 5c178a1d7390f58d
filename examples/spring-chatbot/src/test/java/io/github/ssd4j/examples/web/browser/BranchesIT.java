package io.github.ssd4j.examples.web.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** Answers that are written again and questions that are edited: every version stays. */
class BranchesIT extends BrowserTest {

    @BeforeEach
    void answerBriefly() {
        page.set("maxTokens", 12);
    }

    @Test
    void answer_should_be_written_again_and_both_be_kept() {
        // given
        page.ask(QUESTION);
        String first = page.answers().get(0);
        assertThat(page.find(".versions")).isEmpty();
        page.set("temperature", 1.2);

        // when
        page.one(".regenerate").click();
        page.awaitText(".answer .version-count", "2 / 2");
        page.awaitAnswers(1);

        // then
        String second = page.answers().get(0);
        assertThat(page.asked().get(1).get("again").asString()).isEqualTo("q1");
        assertThat(page.asked().get(1).has("text")).isFalse();
        assertThat(page.questions()).containsExactly(QUESTION);
        page.one(".answer .version-arrow:first-child").click();
        page.awaitText(".answer .version-count", "1 / 2");
        assertThat(page.answers()).containsExactly(first);
        assertThat(browser.run("return document.activeElement.getAttribute('aria-label')"))
                .isEqualTo("Next version of this answer");

        // when
        page.press(Keys.ENTER);
        page.awaitText(".answer .version-count", "2 / 2");
        page.reload();

        // then
        page.awaitText(".answer .version-count", "2 / 2");
        assertThat(page.answers()).containsExactly(second);
    }

    @Test
    void question_should_be_edited_and_what_followed_come_back() {
        // given
        page.ask(QUESTION);
        page.ask("And then?");
        List<String> before = page.answers();

        // when
        page.one(".question .edit").click();
        page.press(" there was", Keys.ESCAPE);
        assertThat(page.questions()).containsExactly(QUESTION, "And then?");
        page.press(Keys.ENTER);
        page.press(" there was", Keys.ENTER);
        page.awaitText(".question .version-count", "2 / 2");
        page.awaitAnswers(1);

        // then
        assertThat(page.questions()).containsExactly(QUESTION + " there was");
        assertThat(page.asked().get(2).get("edits").asString()).isEqualTo("q1");
        page.one(".question .version-arrow:first-child").click();
        page.awaitAnswers(2);
        assertThat(page.questions()).containsExactly(QUESTION, "And then?");
        assertThat(page.answers()).isEqualTo(before);
    }
}
