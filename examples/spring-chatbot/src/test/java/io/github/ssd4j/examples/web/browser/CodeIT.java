package io.github.ssd4j.examples.web.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Code blocks and figures of answers that no tiny model would give. */
class CodeIT extends BrowserTest {

    @Test
    void code_should_have_its_language_its_colours_and_a_button_that_copies_it() {
        // given
        browser.driver()
                .executeCdpCommand(
                        "Browser.grantPermissions",
                        Map.of("permissions", List.of("clipboardReadWrite", "clipboardSanitizedWrite")));
        MadeUpAnswers.show(browser, MadeUpAnswers.CODE);

        // then
        assertThat(page.text(".code-head span")).isEqualTo("Python");
        assertThat(page.find("pre .hljs-keyword")).isNotEmpty();
        assertThat(page.find("pre .hljs-string .drafted")).isNotEmpty();
        String keyword = page.one("pre .hljs-keyword").getCssValue("color");
        assertThat(keyword).isNotEqualTo(page.one("pre code").getCssValue("color"));
        assertThat(page.find(".code-block")).hasSize(2);
        assertThat(page.text(".code-block:last-of-type .code-head span")).isEqualTo("Code");
        String code = page.text("pre code");
        assertThat(code).isEqualTo("def hello(name):\n    return \"<b>\" + name  # greets");

        // when
        page.one(".code-head .copy").click();

        // then
        page.awaitText(".code-head .copy", "Copied");
        Object copied = browser.driver()
                .executeAsyncScript(
                        "const done = arguments[0]; navigator.clipboard.readText().then(done, (e) => done(String(e)))");
        assertThat(Objects.toString(copied).strip()).isEqualTo(code);
    }

    @Test
    void few_drafts_should_not_read_like_a_failure() {
        MadeUpAnswers.show(browser, MadeUpAnswers.FEW_DRAFTS);
        assertThat(page.text(".summary")).isEqualTo("speculative · 20.0 tokens/s · first token after 0.50 s");

        MadeUpAnswers.show(browser, MadeUpAnswers.MANY_DRAFTS);
        assertThat(page.text(".summary")).contains("50 % of the drafts accepted");
    }
}
