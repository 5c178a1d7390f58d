package io.github.ssd4j.evaluation.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ssd4j.evaluation.result.Comparison;
import io.github.ssd4j.evaluation.result.Drafting;
import io.github.ssd4j.evaluation.result.Drafting.ByDrafter;
import io.github.ssd4j.evaluation.result.EvaluationReport.Section;
import io.github.ssd4j.measurement.speed.PassCosts;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class AnalysisTest {

    private static final Offset<Double> EXACT = within(1e-12);

    private static final List<String> NAMES = List.of("plain", "fixed:2");

    /** 10 tokens, 100 ns each, of which 90 in the pass. */
    private static final Answer PLAIN = answer(List.of(1, 2), 10, 1000, 1500, plainRounds(10, 900));

    /** 10 tokens in 6 rounds, one of them plain; 4 of 10 drafts accepted. */
    private static final Answer DRAFTED = answer(
            List.of(1, 2),
            10,
            1100,
            1700,
            new Rounds(
                    List.of(1, 0, 5),
                    List.of(2, 2, 1),
                    List.of(5, 3),
                    List.of(3, 1),
                    400,
                    600,
                    List.of(new DrafterCounts("skip:a", 5, 10, 4, 400))));

    /** 10 tokens in 5 rounds, one of them plain; all 3 looked-up tokens are accepted, and 2 of the 5 of the model. */
    private static final Answer MIXED = answer(
            List.of(1, 2),
            10,
            900,
            1400,
            new Rounds(
                    List.of(1, 0, 4),
                    List.of(0, 3, 1),
                    List.of(4, 4),
                    List.of(4, 1),
                    255,
                    550,
                    List.of(new DrafterCounts("look-up", 2, 3, 3, 5), new DrafterCounts("skip:a", 3, 5, 2, 250))));

    private static final PassCosts COSTS = new PassCosts(50, List.of(0.3), List.of(1.0, 1.05, 1.1));

    @Test
    void should_compare_speeds_of_all_answers_together() {
        Comparison comparison = comparison(analysis(question("1", "qa", PLAIN, DRAFTED)));

        assertThat(comparison.candidate()).isEqualTo("fixed:2");
        assertThat(comparison.answers()).isEqualTo(1);
        assertThat(comparison.identicalAnswers()).isEqualTo(1);
        assertThat(comparison.baselineTokensPerSecond()).isCloseTo(1e7, within(1e-3));
        assertThat(comparison.tokensPerSecond()).isCloseTo(1e9 / 110, within(1e-3));
        assertThat(comparison.speedUp()).isCloseTo(1000 / 1100.0, EXACT);
        assertThat(comparison.totalSpeedUp()).isCloseTo(1500 / 1700.0, EXACT);
        assertThat(comparison.speedUps().median()).isCloseTo(1000 / 1100.0, EXACT);
    }

    @Test
    void ledger_should_account_for_all_of_the_measured_time() {
        Drafting.Ledger ledger = drafting().ledger();

        assertThat(ledger.saved()).isCloseTo(1 - 6 / 10.0, EXACT);
        assertThat(ledger.acceptedDrafts()).isCloseTo(0.4 * 0.4, EXACT);
        assertThat(ledger.rejectedDrafts()).isCloseTo(0.4 * 0.6, EXACT);
        assertThat(ledger.verification()).isCloseTo((6 - 6 * 0.9) / 10, EXACT);
        assertThat(ledger.overhead()).isCloseTo((1 - 6 * 0.1) / 10, EXACT);
        assertThat(ledger.net()).isCloseTo(1 - 1100 / 1000.0, EXACT);
        assertThat(ledger.dearest()).isEqualTo(Drafting.Cost.DISAGREEMENT);
    }

    @Test
    void prediction_should_follow_from_the_rounds_and_the_costs() {
        Drafting drafting = drafting();

        assertThat(drafting.tokensPerRound()).isCloseTo(10 / 6.0, EXACT);
        assertThat(drafting.acceptanceRate()).isCloseTo(0.4, EXACT);
        assertThat(drafting.agreement()).containsExactly(3 / 5.0, 1 / 3.0);
        assertThat(drafting.histogram()).containsExactly(2, 2, 1);
        assertThat(drafting.draftCost()).isCloseTo(0.3, EXACT);
        assertThat(drafting.verify()).containsExactly(1.0, 1.05, 1.1);
        assertThat(drafting.context()).isEqualTo(50);
        assertThat(drafting.predictedSpeedUp()).isCloseTo(10 / (10 * 0.3 + 1 + 5 * 1.1), EXACT);
    }

    @Test
    void gap_should_be_the_difference_of_measured_and_predicted_time() {
        Drafting.Gap gap = drafting().gap();

        assertThat(gap.drafts()).isCloseTo((4 - 10 * 0.3 * 0.9) / 10, EXACT);
        assertThat(gap.verification()).isCloseTo((6 - 6.5 * 0.9) / 10, EXACT);
        assertThat(gap.overhead()).isCloseTo((1 - 9.5 * 0.1) / 10, EXACT);
        assertThat(gap.drafts() + gap.verification() + gap.overhead()).isCloseTo(1.1 - 0.95, EXACT);
    }

    @Test
    void looked_up_drafts_should_be_predicted_to_cost_nothing() {
        Drafting drafting =
                comparison(analysis(question("1", "qa", PLAIN, MIXED))).drafting();

        assertThat(drafting.predictedSpeedUp()).isCloseTo(10 / (5 * 0.3 + 1 + 4 * 1.1), EXACT);
        assertThat(drafting.gap().drafts()).isCloseTo((2.55 - 5 * 0.3 * 0.9) / 10, EXACT);
        assertThat(drafting.gap().drafts()
                        + drafting.gap().verification()
                        + drafting.gap().overhead())
                .isCloseTo(0.9 - 0.69, EXACT);
    }

    @Test
    void every_drafter_should_have_its_part_of_the_account() {
        Drafting drafting =
                comparison(analysis(question("1", "qa", PLAIN, MIXED))).drafting();

        assertThat(drafting.drafters()).extracting(ByDrafter::name).containsExactly("look-up", "skip:a");
        ByDrafter lookUp = drafting.drafters().get(0);
        ByDrafter skip = drafting.drafters().get(1);
        assertThat(lookUp.rounds()).isEqualTo(2);
        assertThat(lookUp.acceptanceRate()).isEqualTo(1);
        assertThat(lookUp.timeShare()).isCloseTo(5 / 900.0, EXACT);
        assertThat(lookUp.saved()).isCloseTo(0.3, EXACT);
        assertThat(lookUp.drafting()).isCloseTo(0.005, EXACT);
        assertThat(lookUp.verification()).isCloseTo((5.5 - 4.5) / 10 * 3 / 8, EXACT);
        assertThat(skip.drafting()).isCloseTo(0.25, EXACT);
        assertThat(skip.net()).isCloseTo(0.2 - 0.25 - 0.1 * 5 / 8, EXACT);
        // The parts of all drafters and the overhead are the whole account.
        assertThat(lookUp.net() + skip.net() - drafting.ledger().overhead())
                .isCloseTo(drafting.ledger().net(), EXACT);
        assertThat(drafting.ledger().acceptedDrafts()).isCloseTo((5 + 250 * 0.4) / 1000, EXACT);
    }

    @Test
    void all_categories_should_come_first_with_the_sum_of_their_rounds() {
        Answer slow = answer(List.of(3), 5, 1000, 1000, plainRounds(5, 900));
        List<Section> sections = new Analysis(
                        NAMES,
                        List.of(question("1", "qa", PLAIN, DRAFTED), question("2", "math", slow, slow)),
                        Map.of("qa", COSTS, "math", new PassCosts(80, List.of(0.5), List.of(1.0))),
                        false)
                .sections();

        assertThat(sections).extracting(Section::category).containsExactly("all", "qa", "math");
        assertThat(sections).extracting(Section::questions).containsExactly(2, 1, 1);
        Comparison all = sections.get(0).comparisons().get(0);
        assertThat(all.speedUp()).isCloseTo(2000 / 15.0 / (2100 / 15.0), EXACT);
        assertThat(all.speedUps().max()).isCloseTo(1, EXACT);
        Drafting drafting = all.drafting();
        assertThat(drafting.rounds()).isEqualTo(11);
        assertThat(drafting.predictedSpeedUp()).isCloseTo(15 / (9.5 + 5), EXACT);
        assertThat(drafting.draftCost()).isCloseTo(0.3, EXACT);
        assertThat(drafting.context()).isEqualTo(Math.round((6 * 50 + 5 * 80) / 11.0f));
    }

    @Test
    void should_count_identical_answers_unless_they_were_sampled_without_a_seed() {
        Answer other = answer(List.of(1, 3), 10, 1100, 1700, plainRounds(10, 900));
        List<AskedQuestion> asked = List.of(question("1", "qa", PLAIN, DRAFTED), question("2", "qa", PLAIN, other));

        assertThat(new Analysis(NAMES, asked, Map.of(), false)
                        .sections()
                        .get(0)
                        .comparisons()
                        .get(0)
                        .identicalAnswers())
                .isEqualTo(1);
        assertThat(new Analysis(NAMES, asked, Map.of(), true)
                        .sections()
                        .get(0)
                        .comparisons()
                        .get(0)
                        .identicalAnswers())
                .isNull();
        assertThat(new Analysis(NAMES, asked, Map.of(), false).answers())
                .extracting(figures -> figures.answers().get(1).sameAsBaseline())
                .containsExactly(true, false);
    }

    @Test
    void should_do_without_rounds_and_without_questions_that_were_left_out() {
        Answer peer = new Answer("a b", null, 0, 10, 10, 500, 500, null);
        AskedQuestion leftOut = new AskedQuestion("2", "long", 0, List.of(), "too long");

        List<Section> sections =
                new Analysis(NAMES, List.of(question("1", "qa", peer, peer), leftOut), Map.of(), false).sections();

        assertThat(sections).extracting(Section::category).containsExactly("qa");
        assertThat(sections.get(0).comparisons().get(0).drafting()).isNull();
        assertThat(sections.get(0).comparisons().get(0).identicalAnswers()).isEqualTo(1);
    }

    private static Drafting drafting() {
        return comparison(analysis(question("1", "qa", PLAIN, DRAFTED))).drafting();
    }

    private static Comparison comparison(Analysis analysis) {
        return analysis.sections().get(0).comparisons().get(0);
    }

    private static Analysis analysis(AskedQuestion question) {
        return new Analysis(NAMES, List.of(question), Map.of("qa", COSTS), false);
    }

    private static AskedQuestion question(String id, String category, Answer... answers) {
        return new AskedQuestion(id, category, 0, List.of(List.of(answers)), null);
    }

    private static Answer answer(List<Integer> tokens, int decoded, long decodeNanos, long totalNanos, Rounds rounds) {
        return new Answer("text", tokens, 5, decoded, decoded, decodeNanos, totalNanos, rounds);
    }

    private static Rounds plainRounds(int count, long nanos) {
        return new Rounds(List.of(count), List.of(), List.of(), List.of(), 0, nanos, List.of());
    }
}
