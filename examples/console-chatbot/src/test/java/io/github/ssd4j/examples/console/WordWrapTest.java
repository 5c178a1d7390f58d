package io.github.ssd4j.examples.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jline.utils.WCWidth;
import org.junit.jupiter.api.Test;

class WordWrapTest {

    private static final int WIDTH = 20;

    private final StringBuilder shown = new StringBuilder();
    private final List<String> parts = new ArrayList<>();
    private int width = WIDTH;
    private final WordWrap wrap = new WordWrap(() -> width, (text, mark) -> {
        shown.append(text);
        parts.add(text);
    });

    @Test
    void should_break_before_the_word_that_does_not_fit() {
        assertThat(lines("The quick brown fox jumps over the lazy dog."))
                .containsExactly("The quick brown fox", "jumps over the lazy", "dog.");
    }

    @Test
    void should_use_the_last_cell_of_a_line() {
        assertThat(lines("12345678901234567890 1234567890 123456789 1"))
                .containsExactly("12345678901234567890", "1234567890 123456789", "1");
    }

    @Test
    void should_show_a_word_when_the_next_one_begins_and_never_take_it_back() {
        wrap.piece("The", null);
        wrap.piece(" qu", null);
        assertThat(shown).hasToString("The ");
        wrap.piece("ick", null);
        assertThat(shown).hasToString("The ");
        wrap.piece(" ", null);
        assertThat(shown).hasToString("The quick ");
        wrap.flush();
        assertThat(shown).hasToString("The quick ");
    }

    @Test
    void should_give_the_same_lines_however_the_text_is_cut_into_pieces() {
        String text = "A list of things:\n\n  - one, which is rather long to be on one line\n  - two: 全角文字は幅が広いです、はい。\n"
                + "    indented = code(1, 2);\nhttps://example.org/a/very/long/address/that/does/not/fit and so on 👍 e\u0301te\u0301.";
        List<String> whole = lines(text);
        Random random = new Random(7);
        for (int run = 0; run < 50; run++) {
            shown.setLength(0);
            int[] points = text.codePoints().toArray();
            for (int i = 0; i < points.length; ) {
                int count = Math.min(points.length - i, 1 + random.nextInt(5));
                wrap.piece(new String(points, i, count), null);
                i += count;
            }
            assertThat(end()).isEqualTo(whole);
        }
        assertThat(whole).allSatisfy(line -> assertThat(cells(line)).isLessThanOrEqualTo(WIDTH));
        assertThat(String.join("", whole).replace(" ", "")).isEqualTo(text.replaceAll("\\s", ""));
        assertThat(whole).contains("    indented =", "code(1, 2);", "and so on 👍 e\u0301te\u0301.");
    }

    @Test
    void should_count_wide_characters_twice_and_break_between_them() {
        assertThat(lines("猫は窓辺で静かに外を眺めている。")).containsExactly("猫は窓辺で静かに外を", "眺めている。");
    }

    @Test
    void should_count_no_cell_for_accents_that_are_added() {
        assertThat(lines("e\u0301".repeat(20) + " x")).containsExactly("e\u0301".repeat(20), "x");
    }

    @Test
    void should_cut_what_is_wider_than_a_line() {
        assertThat(lines("see " + "x".repeat(45) + " end"))
                .containsExactly("see", "x".repeat(20), "x".repeat(20), "xxxxx end");
    }

    @Test
    void should_keep_line_breaks_and_indentation() {
        assertThat(lines("if (a) {\n    b();\n}\n\n    c")).containsExactly("if (a) {", "    b();", "}", "", "    c");
    }

    @Test
    void should_not_begin_a_line_with_the_spaces_of_the_one_before() {
        assertThat(lines("12345678901234567890   next")).containsExactly("12345678901234567890", "next");
    }

    @Test
    void should_keep_marks_apart_and_a_word_of_two_marks_together() {
        // given
        List<String> marked = new ArrayList<>();
        WordWrap wrap = new WordWrap(() -> WIDTH, (text, mark) -> marked.add(mark + ":" + text));

        // when
        wrap.piece("seventeen letters be", null);
        wrap.piece("fore", DraftMark.LOOK_UP);
        wrap.flush();

        // then
        assertThat(marked).containsExactly("null:seventeen ", "null:letters ", "null:\n", "null:be", "LOOK_UP:fore");
    }

    @Test
    void should_follow_a_window_that_changes_its_width() {
        wrap.piece("The quick brown fox ", null);
        width = 40;
        assertThat(lines("jumps over the lazy dog."))
                .containsExactly("The quick brown fox jumps over the lazy", "dog.");
    }

    @Test
    void should_pass_everything_on_at_once_where_lines_are_not_to_be_broken() {
        width = 0;
        wrap.piece("The quick brown fox jumps ov", null);
        assertThat(shown).hasToString("The quick brown fox jumps ov");
        wrap.piece("er", null);
        assertThat(parts).containsExactly("The quick brown fox jumps ov", "er");
    }

    private List<String> lines(String text) {
        wrap.piece(text, null);
        return end();
    }

    private List<String> end() {
        wrap.flush();
        wrap.newLine();
        return shown.toString().lines().map(String::stripTrailing).toList();
    }

    private static int cells(String line) {
        return line.codePoints().map(c -> Math.max(0, WCWidth.wcwidth(c))).sum();
    }
}
