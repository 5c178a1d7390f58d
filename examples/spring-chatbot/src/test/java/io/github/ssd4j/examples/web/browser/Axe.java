package io.github.ssd4j.examples.web.browser;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;

/** axe-core in the page that is open. */
final class Axe {

    /** WCAG 2.2 A and AA and what axe-core calls best practice; each violation in a line. */
    private static final String CHECK = """
            const done = arguments[arguments.length - 1];
            document.getAnimations().forEach((animation) => {
              if (animation.effect.getComputedTiming().endTime !== Infinity) {
                animation.finish();
              }
            });
            axe.run(document, {resultTypes: ['violations']}).then(({violations}) => done(violations.flatMap(
              ({id, help, nodes}) => nodes.map(({target, failureSummary}) => `${id} at ${target}: ${failureSummary}`))));
            """;

    private final Browser browser;

    /** Loads it into the page; a reload takes it out. */
    Axe(Browser browser) throws IOException {
        this.browser = browser;
        try (InputStream script = Axe.class.getResourceAsStream("/axe.min.js")) {
            browser.run(new String(Objects.requireNonNull(script, "axe.min.js").readAllBytes(), UTF_8));
        }
    }

    List<?> violations() {
        return (List<?>) Objects.requireNonNull(browser.driver().executeAsyncScript(CHECK));
    }
}
