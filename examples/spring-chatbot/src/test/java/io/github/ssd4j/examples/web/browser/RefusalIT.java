package io.github.ssd4j.examples.web.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ssd4j.examples.web.BusyEngine;
import org.junit.jupiter.api.Test;

/** What the page says when the server says no. */
class RefusalIT extends BrowserTest {

    @Override
    boolean isUnexpected(String message) {
        return !message.contains("status of 429") && !message.contains("status of 404");
    }

    @Test
    void full_queue_should_be_told_and_the_question_kept_for_another_try() throws InterruptedException {
        try (BusyEngine busy = new BusyEngine(engine)) {
            // given
            page.send("The first");
            page.one("#new-conversation").click();
            page.send("The second");
            page.awaitText(".answer-status", "yours is the next question");
            page.one("#new-conversation").click();
            page.send("The third");
            page.awaitText(".answer-status", "one question is ahead of yours");
            page.one("#new-conversation").click();

            // when
            page.send("The fourth");

            // then
            page.awaitText(".refusal-box", "waiting for an answer already");
            assertThat(page.one("#question").getDomProperty("value")).isEqualTo("The fourth");
            assertThat(page.questions()).isEmpty();

            // when
            busy.release();
            browser.await(
                    "the others to be answered",
                    driver -> page.find(".entry-running").isEmpty());
            page.one(".refusal-box button").click();

            // then
            page.awaitAnswers(1);
            assertThat(page.questions()).containsExactly("The fourth");
            assertThat(page.one("#question").getDomProperty("value")).isEmpty();
            assertThat(page.find(".refusal-box")).isEmpty();
        }
    }

    @Test
    void conversation_that_the_server_does_not_know_should_be_dropped_with_a_note() {
        // given
        page.ask(QUESTION);
        browser.run("""
                localStorage.setItem('ssd.conversations', JSON.stringify([
                  ...JSON.parse(localStorage.getItem('ssd.conversations')),
                  {id: '00000000-0000-0000-0000-000000000000', title: 'Of yesterday'}]));
                """);

        // when
        page.reload();

        // then
        assertThat(page.conversations()).containsExactly(QUESTION);
        assertThat(page.text(".note")).contains("“Of yesterday” is gone");
        page.one(".note button").click();
        assertThat(page.find(".note")).isEmpty();
    }
}
