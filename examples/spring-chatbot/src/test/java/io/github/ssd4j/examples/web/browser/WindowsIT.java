package io.github.ssd4j.examples.web.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ssd4j.examples.web.BusyEngine;
import io.github.ssd4j.examples.web.Passes;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.WindowType;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;

/** Two windows that are answered at the same time. */
// Without drafts a pass writes a token, so that many are shared.
@TestPropertySource(
        properties = {"langchain4j.ssd.engine.max-concurrent=3", "langchain4j.ssd.speculative.drafters=none"})
@Import(Passes.class)
class WindowsIT extends BrowserTest {

    @Autowired
    private Passes passes;

    @Test
    void answers_should_be_written_in_two_windows_at_the_same_time() throws InterruptedException {
        // given
        String first = browser.driver().getWindowHandle();
        int before = passes.shared();

        try (BusyEngine busy = new BusyEngine(engine)) {
            // when: both questions are there before the engine goes on
            page.send(QUESTION);
            page.awaitText(".answer-status", "Waiting for room");
            browser.driver().switchTo().newWindow(WindowType.WINDOW);
            page.open();
            page.one("#new-conversation").click();
            page.send("The big dog");
            page.awaitText(".answer-status", "Waiting for room");
            busy.release();

            // then
            page.awaitAnswers(1);
            assertThat(page.questions()).containsExactly("The big dog");
            assertThat(page.answers()).singleElement().asString().isNotBlank();
            browser.driver().switchTo().window(first);
            page.awaitAnswers(1);
            assertThat(page.questions()).containsExactly(QUESTION);
            assertThat(page.answers()).singleElement().asString().isNotBlank();
        }
        assertThat(passes.shared() - before).isGreaterThan(10);
    }
}
