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
 * Pictures of a conversation with a real model, in the settings that a user gets. They lie in {@code target/screenshots};
 * with {@code -Dssd.screenshots.update=true} they replace those that the README shows.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class ScreenshotsIT extends BrowserTest {

    private static final int MOST_BYTES = 200 * 1024;

    private final Path folder =
            Boolean.getBoolean("ssd.screenshots.update") ? Path.of("screenshots") : Path.of("target", "screenshots");

    @Test
    void should_show_a_conversation_on_desktop_and_phone_in_light_and_dark() throws IOException {
        assumeTrue(isRealModel(), "no real model; set SSD_TEST_MODEL");
        Files.createDirectories(folder);

        page.ask("Give me three tips for learning to cook");
        page.one("#new-conversation").click();
        page.ask("Why is the sky blue?");
        page.one("#other-way").click();
        page.awaitText(".verdict", "Both wrote the same text.");
        page.one("#question").click();
        browser.prefer("light");
        take("desktop-light.png");
        browser.prefer("dark");
        take("desktop-dark.png");

        browser.resize(360, 740, true);
        browser.prefer("light");
        browser.run("document.activeElement.blur(); document.getElementById('scroller').scrollTop = 0");
        take("phone-light.png");
        browser.prefer("dark");
        page.one("#open-figures").click();
        page.awaitShown("#figures.open");
        take("phone-dark.png");
    }

    private void take(String name) throws IOException {
        // Transitions end, and the chart takes the new colours.
        browser.run("document.getAnimations().forEach((each) => each.currentTime !== null && each.finish"
                + " && each.effect.getComputedTiming().endTime !== Infinity && each.finish())");
        browser.driver()
                .executeAsyncScript(
                        "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done()))");
        byte[] picture = browser.driver().getScreenshotAs(OutputType.BYTES);
        assertThat(picture).hasSizeBetween(1, MOST_BYTES);
        Files.write(folder.resolve(name), picture);
    }
}
