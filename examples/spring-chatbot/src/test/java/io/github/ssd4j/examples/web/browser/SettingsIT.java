package io.github.ssd4j.examples.web.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What is chosen reaches the server, or the eye, and survives a reload. */
class SettingsIT extends BrowserTest {

    @Test
    void switch_to_plain_should_reach_the_request() {
        // when
        page.ask(QUESTION);
        page.one("#decoding label:nth-of-type(2)").click();
        page.reload();
        page.ask(QUESTION);

        // then
        assertThat(page.asked())
                .extracting(body -> body.get("speculative").asBoolean())
                .containsExactly(true, false);
        assertThat(page.text(".answer:last-child .summary")).startsWith("plain");
    }

    @Test
    void profile_should_be_picked_and_reach_the_request() {
        // given
        page.openSettings();
        assertThat(page.find(".profile-picture rect.cell-run").size()
                        + page.find(".profile-picture rect.cell-skipped").size())
                .isEqualTo(page.find(".profile-picture").size()
                        * 2
                        * engine.config().layers());

        // when
        page.choose("None");
        page.closeSettings();
        page.ask(QUESTION);

        // then
        assertThat(page.asked())
                .singleElement()
                .satisfies(
                        body -> assertThat(body.get("skipProfile").asString()).isEqualTo("none"));
        assertThat(page.text("#profile-button")).isEqualTo("skips nothing");
        assertThat(page.text(".figure-section")).contains("skip profile none");
    }

    @Test
    void tools_and_temperature_should_reach_the_request() {
        assumeTrue(isRealModel(), "the built-in model cannot use tools; set SSD_TEST_MODEL");
        // given
        page.openSettings();

        // when
        page.choose("Tools");
        browser.run("""
                const slider = document.getElementById('temperature');
                slider.value = 0.3;
                slider.dispatchEvent(new Event('input', {bubbles: true}));
                """);
        page.closeSettings();
        page.ask("What time is it?");

        // then
        JsonNode asked = page.asked().get(0);
        assertThat(asked.get("tools").asBoolean()).isTrue();
        assertThat(asked.get("temperature").asDouble()).isEqualTo(0.3);
    }

    @Test
    void drafted_tokens_should_be_marked_by_more_than_colour_until_marks_are_switched_off() {
        assumeTrue(isRealModel(), "no skip profile fits the built-in model; set SSD_TEST_MODEL");
        // given
        page.ask("Why is the sky blue?");
        String text = page.answers().get(0);
        assertThat(page.find(".answer .drafted")).isNotEmpty();
        assertThat(page.one(".answer .drafted").getCssValue("background-image")).contains("gradient");

        // when
        page.openSettings();
        page.choose("Mark drafted tokens");
        page.closeSettings();

        // then
        assertThat(page.find(".answer .drafted")).isEmpty();
        assertThat(page.answers()).containsExactly(text);
        assertThat(page.isShown("#legend")).isFalse();
    }

    @Test
    void same_question_should_be_asked_the_other_way_for_comparison() {
        // given
        page.ask(QUESTION);

        // when
        page.one("#other-way").click();

        // then
        page.awaitText(".verdict", "Both wrote the same text.");
        assertThat(page.asked())
                .extracting(body -> body.get("speculative").asBoolean())
                .containsExactly(true, false);
        assertThat(page.conversations()).hasSize(1);
    }

    @Test
    void a_new_user_should_get_sampled_answers_that_can_be_compared_all_the_same() {
        // given
        browser.run("localStorage.removeItem('ssd.settings')");
        page.reload();

        // when
        page.ask(QUESTION);
        page.one("#other-way").click();

        // then
        page.awaitText(".verdict", "Both wrote the same text.");
        assertThat(page.asked())
                .allSatisfy(
                        body -> assertThat(body.get("temperature").asDouble()).isEqualTo(0.7));
        assertThat(page.asked().get(0).has("seed")).isFalse();
        assertThat(page.asked().get(1).get("seed").asString()).matches("-?\\d+");
    }

    @Test
    void colours_should_follow_the_system_unless_chosen() {
        // given
        String light = background();
        browser.prefer("dark");
        String dark = background();
        assertThat(dark).isNotEqualTo(light);

        // when
        page.openSettings();
        page.one("#settings .segments label:nth-of-type(2)").click();
        page.closeSettings();

        // then
        assertThat(background()).isEqualTo(light);
        page.reload();
        assertThat(background()).isEqualTo(light);
    }

    private String background() {
        return String.valueOf(browser.run("return getComputedStyle(document.documentElement).backgroundColor"));
    }
}
