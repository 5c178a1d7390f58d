package io.github.ssd4j.examples.web.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.OutputType;
import org.springframework.boot.test.context.SpringBootTest;

/**
 * Pictures of a conversation with a real model. They lie in {@code target/screenshots};
 * with {@code -Dssd.screenshots.update=true} they replace those that the README shows.
 */
// As users start it: the properties of the other tests are not inherited.
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class ScreenshotsIT extends BrowserTest {

    /** Much of the answer stands in the question, so look-up has drafts. */
    private static final String SHORTER =
            "Make this text shorter: Honey bees live in colonies of up to 60,000 bees. A colony has one queen, who lays all "
                    + "the eggs. The workers collect nectar from flowers, carry it to the hive in a special stomach, and "
                    + "turn it into honey by drying it in the honeycomb.";

    private static final int MOST_BYTES = 250 * 1024;

    private static final String SETTLE = """
            const done = arguments[0];
            const endless = (animation) => animation.effect.getComputedTiming().endTime === Infinity;
            document.getAnimations().filter((animation) => !endless(animation)).forEach((animation) => animation.finish());
            requestAnimationFrame(() => requestAnimationFrame(() => done()));
            """;

    private final Path folder =
            Boolean.getBoolean("ssd.screenshots.update") ? Path.of("screenshots") : Path.of("target", "screenshots");

    @Test
    void should_show_a_conversation_on_desktop_and_phone_in_light_and_dark() throws IOException {
        assumeTrue(isRealModel(), "no real model: fetch it with .ci/run or give its path in SSD_TEST_MODEL");
        Files.createDirectories(folder);

        page.ask("Give me three tips for learning to cook");
        page.one("#new-conversation").click();
        page.ask(SHORTER);
        assertThat(page.find(".answer .drafted-look-up"))
                .as("words that look-up drafted")
                .isNotEmpty();
        browser.prefer("light");
        take("desktop-light.png");
        browser.prefer("dark");
        take("desktop-dark.png");

        browser.resize(Browser.PHONE_WIDTH, Browser.PHONE_HEIGHT, true);
        browser.prefer("light");
        browser.run("document.activeElement.blur(); document.getElementById('scroller').scrollTop = 0");
        take("phone-light.png");
        browser.prefer("dark");
        page.one("#open-figures").click();
        page.awaitShown("#figures.open");
        take("phone-dark.png");
    }

    /** Once transitions have ended, and the chart has taken the new colours. */
    private void take(String name) throws IOException {
        browser.driver().executeAsyncScript(SETTLE);
        byte[] picture = browser.driver().getScreenshotAs(OutputType.BYTES);
        assertThat(picture).hasSizeBetween(1, MOST_BYTES);
        Files.write(folder.resolve(name), picture);
    }
}
