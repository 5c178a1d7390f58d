package io.github.ssd4j.measurement.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MarkupTest {

    @Test
    void should_keep_a_text_in_one_line() {
        assertThat(Markup.line("a\r\nb\u001b[2Jc\u2028d")).isEqualTo("a b [2Jc d");
    }

    @Test
    void should_escape_what_markdown_would_obey_but_not_underscores_within_names() {
        assertThat(Markup.markdown("math_reasoning")).isEqualTo("math_reasoning");
        assertThat(Markup.markdown("_a_ *b* `c` <d> e|f [g](h) \\"))
                .isEqualTo("\\_a\\_ \\*b\\* \\`c\\` \\<d> e\\|f \\[g](h) \\\\");
    }

    @Test
    void should_escape_what_html_would_obey() {
        assertThat(Markup.html("<a b=\"c\" d='e'>&amp;\n"))
                .isEqualTo("&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;amp; ");
    }

    @Test
    void tables_should_escape_their_cells() {
        Table table = new Table("a<b", "c").row("x|y\nz", "1&2");

        assertThat(table.toMarkdown()).isEqualTo("| a\\<b | c |\n|---|---:|\n| x\\|y z | 1&2 |\n");
        assertThat(table.toText()).isEqualTo("a<b      c\n-----  ---\nx|y z  1&2\n");
        assertThat(table.toHtml()).isEqualTo("""
                <table>
                <thead>
                <tr><th scope="col">a&lt;b</th><th scope="col">c</th></tr>
                </thead>
                <tbody>
                <tr><th scope="row">x|y z</th><td>1&amp;2</td></tr>
                </tbody>
                </table>
                """);
    }
}
