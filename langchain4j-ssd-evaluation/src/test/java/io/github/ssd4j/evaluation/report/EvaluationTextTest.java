package io.github.ssd4j.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ssd4j.evaluation.result.EvaluationReport;
import io.github.ssd4j.evaluation.result.EvaluationReport.Section;
import io.github.ssd4j.evaluation.result.EvaluationReport.Setting;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvaluationTextTest {

    @Test
    void should_write_a_text_whose_figures_stand_under_each_other() {
        assertThat(new EvaluationText(Reports.report()).toText())
                .startsWith("""
                        machine  2 cores
                        model    tiny_model.gguf

                        Speed of skip beside plain

                        skip decodes at 0.97 times the speed of plain: 38.8 instead of 40.0 tokens a second, over 4 answers to 4 questions.
                        End to end it is 0.92.
                        3 of 4 answers are identical to those of plain.

                        category  answers  base tok/s  tok/s     S  median  middle half  end to end  tok/round    accepted  identical
                        --------  -------  ----------  -----  ----  ------  -----------  ----------  ---------  ----------  ---------
                        all             4        40.0   38.8  0.97    0.97    0.92-1.02        0.92       2.50  25 % of 16     3 of 4
                        qa              4        40.0   50.0  1.25    1.25    1.20-1.30        1.20       2.50  25 % of 16     2 of 4
                        rag             4        40.0   32.0  0.80    0.80    0.75-0.85        0.75       2.50  25 % of 16     2 of 4

                        answers: of each""")
                .endsWith("\nNotes\n\nOne question was left out.\n");
    }

    @Test
    void should_explain_the_gap_by_its_parts() {
        assertThat(new EvaluationText(Reports.report()).toText()).contains("""
                Predicted and measured: skip

                Predicted was S = 1.10, measured is 0.97: a token took 0.121 plain steps more than predicted.
                The largest part of the gap is drafts (+0.050).
                Farthest from its prediction is rag (1.00 predicted, 0.80 measured), there the largest part is verification (+0.120).

                category  context  1st draft     c  v(1)   v(most)     E  predicted S  measured S     gap  by drafts  verification  overhead
                --------  -------  ---------  ----  ----  --------  ----  -----------  ----------  ------  ---------  ------------  --------
                all           128       50 %  0.50  1.05  1.10 (2)  2.50         1.10        0.97  +0.121     +0.050        +0.031    +0.040
                qa            128       75 %  0.50  1.05  1.10 (2)  2.50         1.60        1.25  +0.175     +0.050        +0.025    +0.100
                rag           128       25 %  0.50  1.05  1.10 (2)  2.50         1.00        0.80  +0.250     +0.100        +0.120    +0.030
                """);
    }

    @Test
    void should_blame_a_cost_only_for_a_loss() {
        assertThat(new EvaluationText(Reports.report()).toText()).contains("""
                Where speculation gains and loses: skip

                Speculation loses 0.030 plain steps a token, most by disagreement.
                It loses in 1 of 2 categories: rag (disagreement).
                Figures are in plain steps for each token.

                category  saved  accepted drafts  rejected drafts  verification  overhead     net      to blame
                --------  -----  ---------------  ---------------  ------------  --------  ------  ------------
                all       0.500            0.180            0.250         0.060     0.040  -0.030  disagreement
                qa        0.600            0.200            0.100         0.050     0.050  +0.200
                rag       0.400            0.150            0.400         0.070     0.030  -0.250  disagreement
                """);
    }

    @Test
    void should_show_what_each_drafter_did() {
        assertThat(new EvaluationText(Reports.report()).toText()).contains("""
                What each drafter gains and costs: skip

                The drafter look-up gains most: 0.300 plain steps a token.
                The last four columns are in plain steps for each token.

                category  drafter  rounds  drafted  accepted  share of time  saved  drafting  verification     net
                --------  -------  ------  -------  --------  -------------  -----  --------  ------------  ------
                all       grammar       0        0         0            0 %  0.000     0.001         0.000  -0.001
                all       look-up       3        6  3 (50 %)            0 %  0.350     0.005         0.045  +0.300
                all        skip:a       5       10  1 (10 %)           20 %  0.200     0.200         0.050  -0.050
                qa        grammar""");
    }

    @Test
    void should_tell_the_turns_of_conversations_apart() {
        assertThat(new EvaluationText(Reports.turns()).toText()).contains("""
                By turn: skip

                category  turn  answers  base tok/s  tok/s     S
                --------  ----  -------  ----------  -----  ----
                rag          1        1        40.0   20.0  0.50
                rag          2        1        40.0   80.0  2.00
                """);
        assertThat(new EvaluationText(Reports.report()).toText()).doesNotContain("By turn");
    }

    @Test
    void should_write_the_same_as_markdown() {
        assertThat(new EvaluationText(Reports.report()).toMarkdown())
                .startsWith("""
                        ## Evaluation: spec-bench

                        Measured with **machine** 2 cores; **model** tiny_model.gguf.

                        ### Speed of skip beside plain

                        skip decodes at 0.97 times""")
                .contains("\n| qa | 4 | 40.0 | 50.0 | 1.25 | 1.25 | 1.20-1.30 | 1.20 | 2.50 | 25 % of 16 | 2 of 4 |\n")
                .contains(
                        "\n| rag | 128 | 25 % | 0.50 | 1.05 | 1.10 (2) | 2.50 | 1.00 | 0.80 | +0.250 | +0.100 | +0.120"
                                + " | +0.030 |\n")
                .contains("\n| rag | 0.400 | 0.150 | 0.400 | 0.070 | 0.030 | -0.250 | disagreement |\n")
                .contains("### Quality\n\n| measure | plain | skip |\n|---|---:|---:|\n| ROUGE-L | 0.250 | 0.250 |\n")
                .endsWith("\n### Notes\n\n- One question was left out.\n");
    }

    @Test
    void should_leave_out_what_a_peer_does_not_tell() {
        String text = new EvaluationText(Reports.peers("ollama")).toText();

        assertThat(text)
                .contains("category  answers  base tok/s  tok/s     S  median  middle half  end to end\n")
                .contains("qa              4        40.0   20.0  0.50    0.50    0.45-0.55        0.45\n")
                .doesNotContain("tok/round", "accepted", "identical", "Predicted", "Where speculation");
    }

    @Test
    void should_have_a_table_for_each_candidate() {
        EvaluationReport report = Reports.peers("ollama", "jlama", "llama.cpp", "vllm");

        assertThat(new EvaluationText(report).toText())
                .containsSubsequence(
                        "Speed of ollama beside plain",
                        "Speed of jlama beside plain",
                        "Speed of llama.cpp beside plain",
                        "Speed of vllm beside plain",
                        "measure  plain  ollama  jlama  llama.cpp   vllm",
                        "ROUGE-L  0.250   0.250  0.250      0.250  0.250");
    }

    @Test
    void should_not_compare_categories_where_there_is_one() {
        EvaluationReport report =
                Reports.with(List.of(Reports.section("qa", Reports.comparison("skip", 4, 1.25, Reports.GAINS))));

        assertThat(new EvaluationText(report).toText())
                .contains("All answers are identical to those of plain.\n")
                .contains("Speculation gains 0.200 plain steps a token.\nFigures are")
                .doesNotContain("Farthest", "categories", "to blame");
    }

    @Test
    void should_say_that_a_candidate_has_no_answers() {
        EvaluationReport report = Reports.with(List.of(new Section("qa", 0, List.of())));

        assertThat(new EvaluationText(report).toText()).contains("There is no answer of skip to compare.\n");
        assertThat(new EvaluationText(report).toMarkdown()).contains("There is no answer of skip to compare.\n");
    }

    @Test
    void should_show_names_as_they_are_and_in_one_line() {
        EvaluationReport plain = Reports.report();
        EvaluationReport report = new EvaluationReport(
                "a|b",
                List.of(new Setting("mo\ndel", "<b>*x*\u001b[2J")),
                plain.contestants(),
                List.of(Reports.section("a|b\n# c", Reports.comparison("skip", 4, 1.25, null))),
                List.of(),
                List.of(),
                List.of());

        assertThat(new EvaluationText(report).toText())
                .startsWith("mo del  <b>*x* [2J\n")
                .contains("\na|b # c ");
        assertThat(new EvaluationText(report).toMarkdown())
                .startsWith("## Evaluation: a\\|b\n\nMeasured with **mo del** \\<b>\\*x\\* \\[2J.\n")
                .contains("\n| a\\|b # c | 4 |");
    }
}
