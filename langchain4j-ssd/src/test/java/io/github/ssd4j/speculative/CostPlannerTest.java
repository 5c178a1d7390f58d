package io.github.ssd4j.speculative;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ssd4j.decoder.TokenSequence;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole courses of rounds on {@link SimulatedRounds}, where the best that can be reached is known, and single rounds by hand. */
class CostPlannerTest {

    private static SimulatedRounds model(int maxDraftTokens, double draftCost, double acceptance) {
        SimulatedRounds rounds = new SimulatedRounds(maxDraftTokens, draftCost);
        rounds.modelConfidence = () -> acceptance;
        return rounds;
    }

    private static SimulatedRounds lookUp(int blockLength, double acceptance, double slope) {
        SimulatedRounds rounds = new SimulatedRounds(16, 2);
        rounds.blockLength = () -> blockLength;
        rounds.lookUpConfidence = () -> acceptance;
        rounds.verifyCost = drafted -> 1 + slope * drafted;
        return rounds;
    }

    /** By the formula, over 1 to 16 drafts. */
    private static double bestSpeedUp(double draftCost, double acceptance, double slope) {
        double best = 1;
        for (int k = 1; k <= 16; k++) {
            double tokens = (1 - Math.pow(acceptance, k + 1)) / (1 - acceptance);
            best = Math.max(best, tokens / (k * draftCost + 1 + slope * k));
        }
        return best;
    }

    @Test
    void should_cut_a_block_where_its_next_token_is_not_worth_a_pass_over_it() {
        // given: fresh costs of 0.08 a draft, S = 1, and drafts that are right with 0.9, 0.4, 0.4, 0.4
        DraftRun run = firstRound(0.9, 0.4, 0.4, 0.4);

        // then: reaches are 0.9, 0.36, 0.144, 0.058; the last is less than 0.08
        assertThat(run.drafted()).isEqualTo(3);
        assertThat(run.offered()).hasSize(4);
    }

    @Test
    void should_look_past_an_unsure_token_only_if_what_follows_pays_for_both() {
        assertThat(firstRound(0.07, 0.99, 0.99, 0.99).drafted()).isZero();
        // reaches of 0.07 are never worth 0.08, but those of 0.1 are
        assertThat(firstRound(0.1, 0.99, 0.99, 0.99).drafted()).isEqualTo(4);
    }

    @Test
    void should_draft_nothing_where_nothing_is_offered() {
        assertThat(firstRound().drafted()).isZero();
    }

    private static DraftRun firstRound(double... confidences) {
        Drafter block = new Drafter() {
            @Override
            public String name() {
                return "look-up";
            }

            @Override
            public void draft(DraftRun run) {
                for (double confidence : confidences) {
                    if (!run.add(1, confidence)) {
                        return;
                    }
                }
            }
        };
        CostPlanner planner = new CostPlanner(16, new DraftMemory(), ChoiceKind.GREEDY, null, block, null);
        DraftRun run = new DraftRun(
                new TokenSequence(new int[] {1}), new ConstraintCursor(null), token -> false, 16, () -> 0L);
        planner.draft(run);
        return run;
    }

    @Test
    void should_learn_that_a_drafter_is_wrong_from_blocks_that_it_did_not_draft_too() {
        // given: it says 0.9, right is 0.02
        SimulatedRounds rounds = lookUp(4, 0.9, 0.1);
        rounds.acceptance = confidence -> 0.02;
        rounds.run(200);
        rounds.resetCounts();
        rounds.run(500);
        assertThat(rounds.speedUp()).isGreaterThan(0.99);

        // when it becomes right, it need not be tried to be known
        rounds.acceptance = confidence -> 0.9;
        rounds.run(60);
        rounds.resetCounts();
        rounds.run(200);

        // then
        assertThat(rounds.speedUp()).isGreaterThan(1.8);
    }

    @ParameterizedTest
    @CsvSource({"0.9, 0.01", "0.9, 0.1", "0.6, 0.01", "0.6, 0.1", "0.3, 0.05", "0.5, 0.3"})
    void looked_up_drafts_should_come_near_the_best_of_the_formula(double acceptance, double slope) {
        SimulatedRounds rounds = lookUp(16, acceptance, slope).run(1000);

        assertThat(rounds.speedUp()).isGreaterThan(0.92 * bestSpeedUp(0, acceptance, slope));
    }

    @ParameterizedTest
    @CsvSource({
        "0.95, 0.02",
        "0.95, 0.1",
        "0.95, 0.3",
        "0.95, 0.6",
        "0.9, 0.02",
        "0.9, 0.2",
        "0.9, 0.5",
        "0.8, 0.1",
        "0.8, 0.3",
        "0.8, 0.5",
        "0.6, 0.02",
        "0.6, 0.1",
        "0.6, 0.3",
        "0.6, 0.5",
    })
    void model_drafts_should_come_near_the_best_of_the_formula(double acceptance, double draftCost) {
        SimulatedRounds rounds = model(16, draftCost, acceptance).run(2000);

        assertThat(rounds.speedUp()).isGreaterThan(0.93 * bestSpeedUp(draftCost, acceptance, 0));
    }

    @Test
    void should_stay_within_two_percent_of_plain_decoding_whatever_drafting_costs() {
        for (double draftCost : new double[] {0.05, 0.3, 0.5, 0.7, 0.9, 1}) {
            for (double acceptance : new double[] {0, 0.2, 0.5, 0.8, 0.95}) {
                for (double slope : new double[] {0, 0.1, 0.5}) {
                    SimulatedRounds rounds = model(8, draftCost, acceptance);
                    rounds.blockLength = () -> 2;
                    rounds.lookUpConfidence = () -> 0.1;
                    rounds.verifyCost = drafted -> 1 + slope * drafted;

                    rounds.run(1000);

                    assertThat(rounds.speedUp())
                            .as("c = %s, a = %s, v(k) = 1 + %s k", draftCost, acceptance, slope)
                            .isGreaterThan(0.98);
                }
            }
        }
    }

    @Test
    void should_take_the_model_where_look_up_has_nothing_and_look_up_where_it_has() {
        // given: every other round a block that is sure
        Random random = new Random(3);
        SimulatedRounds rounds = model(16, 0.2, 0.8);
        rounds.blockLength = () -> random.nextBoolean() ? 8 : 0;
        rounds.lookUpConfidence = () -> 0.95;

        rounds.run(200);
        rounds.resetCounts();
        rounds.run(1000);

        assertThat(rounds.modelDrafts).isGreaterThan(300);
        assertThat(rounds.draftedTokens - rounds.modelDrafts).isGreaterThan(3000);
        assertThat(rounds.speedUp()).isGreaterThan(1.15 * bestSpeedUp(0.2, 0.8, 0));
    }

    @Test
    void should_hardly_try_a_model_that_cannot_pay() {
        SimulatedRounds rounds = model(16, 0.95, 0.9).run(1000);

        assertThat(rounds.modelDrafts).isLessThanOrEqualTo(25);
        assertThat(rounds.time).isLessThan(1.02 * rounds.tokens);
    }

    @Test
    void should_notice_that_the_text_became_easy() {
        SimulatedRounds rounds = model(8, 0.3, 0.2).run(300);
        rounds.resetCounts();

        rounds.modelConfidence = () -> 0.95;
        rounds.run(400);

        assertThat(rounds.speedUp()).isGreaterThan(0.8 * bestSpeedUp(0.3, 0.95, 0));
    }

    @Test
    void should_do_a_plain_step_now_and_then_to_compare_with() {
        SimulatedRounds rounds = lookUp(16, 0.95, 0.01).run(500);

        assertThat(rounds.rounds - rounds.roundsWithDrafts).isBetween(5, 20);
    }

    @Test
    void experience_should_be_kept_apart_by_drafter_and_kind() {
        DraftMemory memory = new DraftMemory();
        List.of(1, 2, 3)
                .forEach(i -> memory.experience("look-up", ChoiceKind.GREEDY).add(0.5, false));

        assertThat(memory.experience("look-up", ChoiceKind.GREEDY).acceptance(0.5))
                .isLessThan(0.4);
        assertThat(memory.experience("look-up", ChoiceKind.SAMPLED).acceptance(0.5))
                .isEqualTo(0.5);
        assertThat(memory.experience("skip:a", ChoiceKind.GREEDY).acceptance(0.5))
                .isEqualTo(0.5);
    }
}
