package io.github.ssd4j.examples.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ScreenTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void should_colour_drafted_text_only_and_change_the_colour_no_more_than_needed() {
        // given
        Screen screen = screen(true, true);

        // when
        screen.piece("The", null);
        screen.piece(" sky", "look-up");
        screen.piece(" is", "look-up");
        screen.piece(" blue", null);
        screen.piece(".", "look-up");
        screen.endOfAnswer();

        // then
        assertThat(out).hasToString("The\033[32m sky is\033[0m blue\033[32m.\033[0m" + System.lineSeparator());
    }

    @Test
    void should_mark_each_drafter_in_its_own_way() {
        // given
        Screen screen = screen(true, true);

        // when
        screen.piece("a", "look-up");
        screen.piece("b", "skip:smollm2-135m");
        screen.piece("c", "grammar");
        screen.piece("d", "a drafter of tomorrow");
        screen.endOfAnswer();

        // then
        assertThat(out).hasToString("\033[32ma\033[0m\033[4;36mb\033[0m\033[1;35mc\033[0md" + System.lineSeparator());
    }

    @Test
    void should_explain_the_marks_once_after_the_first_that_is_used() {
        // given
        Screen screen = screen(true, true);

        // when
        screen.piece("The", null);
        screen.endOfAnswer();
        screen.legendOnFirstUse();
        screen.piece(" sky", "look-up");
        screen.endOfAnswer();
        screen.legendOnFirstUse();
        screen.legendOnFirstUse();

        // then
        assertThat(err.toString().replaceAll("\033\\[[\\d;]*m", "").lines())
                .containsExactly("drafted by look-up, skip, grammar, the rest by the full model; /help tells more");
    }

    @Test
    void should_explain_the_marks_in_detail_when_asked() {
        // when
        screen(true, true).legend();

        // then
        assertThat(err.toString().replaceAll("\033\\[[\\d;]*m", "").lines())
                .containsExactly(
                        "drafted and accepted:",
                        "  look-up  repeats earlier text",
                        "  skip  the model without some layers",
                        "  grammar  the only token that a constraint allows",
                        "unmarked: written by the full model");
    }

    @Test
    void should_break_lines_beside_the_answers_at_words_too() {
        // given
        Screen terminal = new Screen(
                new PrintWriter(out), new PrintWriter(err), new Screen.Abilities(false, true, true, () -> 20));

        // when
        terminal.info("a model of a long name, and more\n  second");
        terminal.error("there is no command /x");
        terminal.note("looking for a model here");
        terminal.status("loading a model from a long path");

        // then
        assertThat(err.toString().replaceAll("\033\\[[\\d;]*m", "").lines().map(String::stripTrailing))
                .containsExactly(
                        "a model of a long",
                        "name, and more",
                        "  second",
                        "error: there is no",
                        "command /x",
                        "looking for a model",
                        "here");
        assertThat(out).hasToString("\r\033[Kloading a model fro");
    }

    @Test
    void should_have_no_legend_without_colours() {
        // given
        Screen screen = screen(false, false);

        // when
        screen.piece("sky", "look-up");
        screen.endOfAnswer();
        screen.legendOnFirstUse();
        screen.legend();

        // then
        assertThat(out.toString().lines()).containsExactly("sky");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void should_write_plain_text_without_colours() {
        // given
        Screen screen = screen(false, false);

        // when
        screen.piece("The", null);
        screen.piece(" sky", "look-up");
        screen.endOfAnswer();
        screen.info("figures");
        screen.error("trouble");

        // then
        assertThat(out.toString().lines()).containsExactly("The sky");
        assertThat(err.toString().lines()).containsExactly("figures", "error: trouble");
    }

    @Test
    void should_end_an_answer_with_exactly_one_line_break() {
        // given
        Screen screen = screen(false, false);

        // when
        screen.piece("line\n", null);
        screen.endOfAnswer();
        screen.endOfAnswer();

        // then
        assertThat(out).hasToString("line\n");
    }

    @Test
    void should_keep_characters_that_steer_a_terminal_to_itself() {
        // given
        Screen screen = screen(false, false);

        // when
        screen.piece("a\033[2Jb\tc\n\u0007d\u009be \uD83D\uDE00", null);

        // then
        assertThat(out).hasToString("a[2Jb\tc\nde \uD83D\uDE00");
    }

    @Test
    void should_erase_the_status_before_anything_else() {
        // given
        Screen screen = screen(false, true);

        // when
        screen.status("loading");
        screen.piece("Hi", null);
        screen.note("note");

        // then
        assertThat(out).hasToString("\r\033[Kloading\r\033[KHi");
        assertThat(err.toString().lines()).containsExactly("note");
    }

    @Test
    void should_show_no_status_where_it_cannot_be_erased() {
        // when
        screen(false, false).status("loading");

        // then
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void should_break_lines_at_words_in_a_terminal_and_nowhere_else() {
        // given
        Screen terminal = new Screen(
                new PrintWriter(out), new PrintWriter(err), new Screen.Abilities(true, true, true, () -> 20));

        // when
        terminal.piece("The sky is blue be", null);
        terminal.piece("cause", "look-up");
        terminal.piece(" of", null);
        terminal.endOfAnswer();

        // then
        assertThat(out).hasToString("The sky is blue \nbe\033[32mcause\033[0m of\n");
    }

    private Screen screen(boolean colours, boolean erases) {
        return new Screen(
                new PrintWriter(out), new PrintWriter(err), new Screen.Abilities(colours, colours, erases, () -> 0));
    }
}
