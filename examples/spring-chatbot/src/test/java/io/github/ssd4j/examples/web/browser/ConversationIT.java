package io.github.ssd4j.examples.web.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.ssd4j.examples.web.BusyEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Asking, stopping, and having several conversations. */
class ConversationIT extends BrowserTest {

    /** Notes how long the answer is whenever it changes while it is written. */
    private static final String WATCH = """
            window.lengths = [];
            new MutationObserver(() => {
              const growing = document.querySelector('.growing .answer-body');
              if (growing) {
                lengths.push(growing.textContent.length);
              }
            }).observe(document.getElementById('thread'), {childList: true, subtree: true, characterData: true});
            """;

    private static final String STOP_AT_THE_FIRST_WORD = """
            new MutationObserver((changes, observer) => {
              if (document.querySelector('.growing .answer-body')?.textContent) {
                observer.disconnect();
                document.getElementById('stop').click();
              }
            }).observe(document.getElementById('thread'), {childList: true, subtree: true, characterData: true});
            """;

    @Test
    void answer_should_grow_before_it_is_done() {
        // given
        browser.run(WATCH);

        // when
        page.ask(QUESTION);

        // then
        assertThat((List<?>) browser.run("return [...new Set(lengths)]")).hasSizeGreaterThan(3);
        assertThat(page.questions()).containsExactly(QUESTION);
        assertThat(page.answers()).singleElement().asString().isNotBlank();
        assertThat(page.text("#question")).isEmpty();
        assertThat(page.text("#title")).isEqualTo(QUESTION);
        assertThat(page.text(".headline-number")).matches("[0-9,.]+");
        assertThat(page.find(".plot canvas")).hasSize(1);
    }

    @Test
    void answer_should_be_announced_once_it_has_ended() {
        page.ask(QUESTION);

        page.awaitText("#announcer", "Answer");
        assertThat(page.one("#announcer").getDomAttribute("aria-live")).isEqualTo("polite");
        assertThat(page.find("#thread [aria-live], #thread[aria-live]")).isEmpty();
    }

    @Test
    void stop_should_keep_what_is_written() {
        // given
        browser.run(STOP_AT_THE_FIRST_WORD);

        // when
        page.ask("Tell me a very long story about a girl and a boy who walk through a forest");

        // then
        page.awaitText(".answer-status", "Stopped");
        assertThat(page.answers()).singleElement().asString().isNotBlank();
        page.ask(QUESTION);
        assertThat(page.answers()).hasSize(2);
    }

    @Test
    void escape_should_stop_a_question_that_waits() throws InterruptedException {
        try (BusyEngine busy = new BusyEngine(engine)) {
            // given
            page.send(QUESTION);
            page.awaitText(".answer-status", "Waiting for room");

            // when
            page.press(Keys.ESCAPE);

            // then
            page.awaitText(".answer-status", "Stopped before anything was written");
            assertThat(page.isShown("#send")).isTrue();
            busy.release();
        }
    }

    @Test
    void question_should_be_told_how_many_are_ahead() throws InterruptedException {
        try (BusyEngine busy = new BusyEngine(engine)) {
            // given
            page.send(QUESTION);
            page.awaitText(".answer-status", "Waiting for room");
            page.one("#new-conversation").click();

            // when
            page.send("Another question");

            // then
            page.awaitText(".answer-status", "Waiting for a place: yours is the next question");
            assertThat(page.find(".entry-running")).hasSize(2);
            page.one("#new-conversation").click();
            page.send("A third question");
            page.awaitText(".answer-status", "Waiting for a place: one question is ahead of yours");
            busy.release();
            page.awaitAnswers(1);
        }
    }

    @Test
    void reload_should_keep_conversations_and_which_is_open() {
        // given
        page.ask(QUESTION);
        page.one("#new-conversation").click();
        assertThat(page.answers()).isEmpty();
        page.ask("The second one");
        assertThat(page.conversations()).containsExactly("The second one", QUESTION);
        page.find(".entry-open").get(1).click();
        page.awaitText("#title", QUESTION);
        page.awaitAnswers(1);
        List<String> answers = page.answers();
        page.type("half a question");

        // when
        page.reload();

        // then
        page.awaitAnswers(1);
        assertThat(page.answers()).isEqualTo(answers);
        assertThat(page.text("#title")).isEqualTo(QUESTION);
        assertThat(page.conversations()).containsExactly("The second one", QUESTION);
        assertThat(page.one("#question").getDomProperty("value")).isEqualTo("half a question");
    }

    @Test
    void deleted_conversation_should_come_back_by_undo_and_else_be_gone(@LocalServerPort int port) {
        // given
        page.ask(QUESTION);
        URI conversation = URI.create("http://localhost:%s/api/conversations/%s"
                .formatted(port, page.one(".entry").getDomAttribute("data-id")));
        assertThat(status(conversation)).isEqualTo(200);

        // when, then
        page.one(".entry-delete").click();
        assertThat(page.conversations()).isEmpty();
        assertThat(page.questions()).isEmpty();

        page.one(".toast button").click();
        page.awaitAnswers(1);
        assertThat(page.conversations()).containsExactly(QUESTION);

        page.one(".entry-delete").click();
        page.reload();
        assertThat(page.conversations()).isEmpty();
        await().untilAsserted(() -> assertThat(status(conversation)).isEqualTo(404));
    }

    @Test
    void lines_should_be_broken_by_shift_and_enter() {
        page.type("one");
        page.press(Keys.chord(Keys.SHIFT, Keys.ENTER));
        page.type("two");
        page.press(Keys.ENTER);

        page.awaitAnswers(1);
        assertThat(page.questions()).containsExactly("one\ntwo");
    }

    private static int status(URI uri) {
        try {
            return HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
