package io.github.ssd4j.examples.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ssd4j.speculative.AcceptanceHistogram;
import io.github.ssd4j.speculative.DrafterStats;
import io.github.ssd4j.speculative.GenerationStats;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FiguresTest {

    private static final ModelFacts FACTS =
            new ModelFacts("SmolLM2", "smol", "look-up,skip", "bfloat16", "cpu", 2048, true);
    private static final GenerationStats SPECULATIVE = new GenerationStats(
            40,
            8,
            21,
            10,
            16,
            11,
            AcceptanceHistogram.of(0, 0, 2, 2, 2, 2, 1, 1, 1, 0),
            Duration.ofMillis(300),
            Duration.ofSeconds(1),
            Duration.ofMillis(412),
            List.of(
                    new DrafterStats("look-up", 7, 12, 9, Duration.ofNanos(1_240_000)),
                    new DrafterStats("skip:smol", 2, 4, 2, Duration.ofMillis(30)),
                    new DrafterStats("grammar", 0, 0, 0, Duration.ZERO)));
    private static final GenerationStats ONE_TOKEN = new GenerationStats(
            5,
            0,
            1,
            1,
            0,
            0,
            AcceptanceHistogram.of(0),
            Duration.ofMillis(30),
            Duration.ZERO,
            Duration.ofMillis(30),
            List.of());

    private final Locale former = Locale.getDefault();

    @BeforeEach
    void useALocaleWithDecimalCommas() {
        Locale.setDefault(Locale.GERMANY);
    }

    @AfterEach
    void restoreLocale() {
        Locale.setDefault(former);
    }

    @Test
    void should_say_all_figures_in_one_line() {
        assertThat(Figures.line(SPECULATIVE, false, FACTS))
                .isEqualTo(
                        "[21 tokens, 20.0 tokens/s, first token 412 ms, 10 rounds, 16 drafted, "
                                + "11 accepted (look-up 9 of 12, skip:smol 2 of 4), acceptance 68.8%, 2.10 tokens/round, profile smol, bfloat16, cpu]");
    }

    @Test
    void should_say_the_most_important_figures_in_a_few_words() {
        assertThat(Figures.shortLine(SPECULATIVE, false)).isEqualTo("21 tokens, 20 tokens/s");
        assertThat(Figures.shortLine(ONE_TOKEN, true)).isEqualTo("1 token, cut off by --max-tokens or the context");
    }

    @Test
    void should_show_a_dash_for_a_figure_without_meaning() {
        assertThat(Figures.line(ONE_TOKEN, true, FACTS))
                .isEqualTo("[1 token, - tokens/s, first token 30 ms, 1 round, 0 drafted, 0 accepted, acceptance -, "
                        + "1.00 tokens/round, profile smol, bfloat16, cpu, cut off by --max-tokens or the context]");
    }

    @Test
    void should_add_the_answers_up() {
        // given
        Figures figures = new Figures(FACTS);
        figures.add(ONE_TOKEN);
        figures.add(SPECULATIVE);

        // then
        assertThat(figures.table().lines())
                .containsExactly(
                        "                        last answer        all 2",
                        "prompt tokens                    40           45",
                        "  still in the cache              8            8",
                        "answer tokens                    21           22",
                        "rounds                           10           11",
                        "drafted                          16           16",
                        "accepted                         11           11",
                        "acceptance                    68.8%        68.8%",
                        "tokens/round                   2.10         2.00",
                        "tokens/s                       20.0         20.0",
                        "first token                  412 ms             ",
                        "drafter                     drafted     accepted       rounds         time",
                        "grammar                           0            0            0       0.0 ms",
                        "look-up                          12            9            7       1.2 ms",
                        "skip:smol                         4            2            2      30.0 ms",
                        "rounds of the last answer by accepted drafts:",
                        "   0  ######################         3",
                        "   1  ######################         3",
                        "   2  ############################## 4",
                        "SmolLM2, drafters look-up,skip, profile smol, bfloat16, cpu, context 2048 tokens");
    }

    @Test
    void should_say_that_there_are_no_answers_yet() {
        assertThat(new Figures(FACTS).table()).isEqualTo("no answer has been finished yet");
    }
}
