package io.github.ssd4j.measurement.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class TableTest {

    private final Table table =
            new Table("pass", "ms", "tok/s").row("decode", "16.1", "62.1").row("verify 8 | all", "102", "");

    @Test
    void should_align_figures_under_each_other() {
        assertThat(table.toText()).isEqualTo("""
                        pass              ms  tok/s
                        --------------  ----  -----
                        decode          16.1   62.1
                        verify 8 | all   102
                        """);
    }

    @Test
    void should_write_markdown_and_escape_bars() {
        assertThat(table.toMarkdown()).isEqualTo("""
                        | pass | ms | tok/s |
                        |---|---:|---:|
                        | decode | 16.1 | 62.1 |
                        | verify 8 \\| all | 102 |  |
                        """);
    }

    @Test
    void should_refuse_a_row_of_another_width() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> table.row("draft", "8"))
                .withMessage("cells must be 3 as in the header, but are: 2");
    }
}
