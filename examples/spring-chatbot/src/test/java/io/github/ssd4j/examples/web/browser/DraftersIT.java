package io.github.ssd4j.examples.web.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.WebElement;
import org.springframework.boot.test.context.SpringBootTest;

/** Who drafted what, as the page shows it. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            // Drafts whether it pays on this machine or not, and by look-up alone.
            "langchain4j.ssd.speculative.draft-policy=fixed",
            "langchain4j.ssd.speculative.drafters=look-up"
        })
class DraftersIT extends BrowserTest {

    @Test
    void drafted_words_should_be_marked_and_their_drafter_have_figures() {
        // when
        page.ask(QUESTION);

        // then
        assertThat(page.find(".answer .drafted")).isNotEmpty();
        assertThat(page.find(".answer .drafted:not(.drafted-look-up)")).isEmpty();
        assertThat(page.text(".figure-list .drafted-look-up")).isEqualTo("Look-up");
        assertThat(page.text(".figure-list")).containsPattern("Look-up\\s*\\d+ % [\\d,]+ of [\\d,]+, [\\d,.]+ ms");
        assertThat(page.find(".figure-list .drafted")).hasSize(1);
    }

    @Test
    void plain_answer_should_have_no_marks() {
        // when
        page.one("#decoding label:nth-of-type(2)").click();
        page.ask(QUESTION);

        // then
        assertThat(page.find(".answer .drafted")).isEmpty();
        assertThat(page.find(".figure-list .drafted")).isEmpty();
    }

    @Test
    void legend_should_tell_the_drafters_apart_by_colour_and_by_line() {
        for (String scheme : List.of("light", "dark")) {
            // when
            browser.prefer(scheme);

            // then
            List<WebElement> marks = page.find("#legend .drafted");
            assertThat(marks).extracting(WebElement::getText).containsExactly("look-up", "skip profile", "grammar");
            assertThat(marks)
                    .extracting(mark -> mark.getCssValue("background-color"))
                    .doesNotHaveDuplicates();
            assertThat(marks)
                    .extracting(mark -> mark.getCssValue("background-image").replaceAll("rgba?\\([^)]*\\)", "colour"))
                    .as("lines without their colours")
                    .doesNotHaveDuplicates()
                    .allMatch(image -> image.contains("gradient"));
        }
    }
}
