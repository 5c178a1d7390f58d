package io.github.ssd4j.search.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ssd4j.speculative.LookUpReplay.Block;
import io.github.ssd4j.speculative.RoundCosts;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RoundReplayTest {

    private static final int LONG = 1000;
    private static final RoundCosts COSTS = new RoundCosts(0.5, 1, 1.1, 1.2, 1.3);
    private static final Block NOTHING = new Block(List.of(), 0);

    @Test
    void a_round_should_begin_where_the_one_before_ended() {
        // given: rows 0 1 2 3 4 5 6, of which 2 and 5 fail; eight tokens, the first of them from the prompt
        Acceptance acceptance = Acceptance.ofAllDepths(1, 1, 0, 1, 1, 0, 1, 1);
        RoundReplay replay = new RoundReplay(2);

        replay.play(acceptance, 0, 8, false, 8);

        // then: [0 1] + bonus to 3, [3 4] + bonus to 6, at 6 one token is left, which is the full model's
        assertThat(replay.rounds()).isEqualTo(3);
        assertThat(replay.tokensPerRound()).isCloseTo(7.0 / 3, within(1e-12));
        assertThat(replay.agreement()).containsExactly(1.0, 1.0);
        assertThat(replay.speedUp(COSTS)).isCloseTo(7 / (2 * (2 * 0.5 + 1.2) + 1), within(1e-12));
    }

    @Test
    void a_failed_draft_should_end_its_round() {
        // given: from 0, the first draft fails; from 1, the second; from 3, both are accepted
        Acceptance acceptance = Acceptance.ofAllDepths(0, 1, 0, 1, 1, 1);
        RoundReplay replay = new RoundReplay(2);

        replay.play(acceptance, 0, 6, true, LONG);

        assertThat(replay.rounds()).isEqualTo(3);
        assertThat(replay.agreement()).containsExactly(2.0 / 3, 0.5);
        assertThat(replay.roundsThatAccept()).containsExactly(3.0, 2.0, 1.0);
    }

    @Test
    void the_depth_of_a_row_should_count() {
        // given: the same row is right as a first draft and wrong as a second
        Acceptance acceptance = Acceptance.byDepth(new double[] {1, 1, 1, 1}, new double[] {0, 0, 0, 0});
        RoundReplay replay = new RoundReplay(2);

        replay.play(acceptance, 0, 4, true, LONG);

        assertThat(replay.rounds()).isEqualTo(2);
        assertThat(replay.agreement()).containsExactly(1.0, 0.0);
    }

    @Test
    void answers_should_be_told_apart_by_their_first_rows() {
        Acceptance acceptance = Acceptance.ofAllDepths(0, 0, 0, 1, 1, 1, 1);
        RoundReplay replay = new RoundReplay(1);

        replay.play(acceptance, 0, 3, true, LONG);
        replay.play(acceptance, 3, 4, true, LONG);

        assertThat(replay.rounds()).isEqualTo(3 + 2);
    }

    @Test
    void probabilities_should_give_the_expected_rounds() {
        // given: every draft is accepted with 0.7, and an answer that is so long that its ends do not count
        int length = 20_000;
        Acceptance acceptance = Acceptance.ofAllDepths(
                IntStream.range(0, length).mapToDouble(row -> 0.7).toArray());
        RoundReplay replay = new RoundReplay(3);

        replay.play(acceptance, 0, length, false, length);

        assertThat(replay.tokensPerRound()).isCloseTo(1 + 0.7 + 0.49 + 0.343, within(1e-3));
        assertThat(replay.agreement())
                .allSatisfy(agreement -> assertThat(agreement).isCloseTo(0.7, within(1e-9)));
        assertThat(replay.speedUp(COSTS)).isCloseTo(2.533 / (1.5 + 1.3), within(1e-3));
    }

    @Test
    void look_up_should_draft_first_and_the_set_where_look_up_has_nothing() {
        // given: look-up drafts two tokens behind row 0, both right, and one behind row 4, which is wrong
        LookUpRounds lookUp = LookUpRounds.of(
                List.of(block(2, 0.9, 0.9), NOTHING, NOTHING, NOTHING, block(0, 0.5), NOTHING, NOTHING, NOTHING),
                COSTS,
                1);
        Acceptance acceptance = Acceptance.ofAllDepths(0, 0, 0, 1, 1, 1, 0, 0);
        RoundReplay both = new RoundReplay(1, lookUp);
        RoundReplay alone = new RoundReplay(0, lookUp);

        both.play(acceptance, 0, 8, false, LONG);
        alone.play(acceptance, 0, 8, false, LONG);

        // then: look-up 0 to 3, the set 3 to 5, the set 5 to 7
        assertThat(both.rounds()).isEqualTo(3);
        assertThat(both.agreement()).containsExactly(1.0);
        assertThat(both.speedUp(COSTS)).isCloseTo(7 / (1.2 + 2 * (0.5 + 1.1)), within(1e-12));
        // and: look-up 0 to 3, a plain step to 4, look-up's wrong draft to 5, plain steps to 6 and 7
        assertThat(alone.rounds()).isEqualTo(5);
        assertThat(alone.speedUp(COSTS)).isCloseTo(7 / (1.2 + 1 + 1.1 + 2), within(1e-12));
    }

    @Test
    void looked_up_blocks_should_be_cut_where_they_are_worth_most() {
        // a third draft adds 0.9 * 0.9 * 0.1 = 0.081 tokens and costs 0.1 steps
        LookUpRounds rounds = LookUpRounds.of(List.of(block(3, 0.9, 0.9, 0.1), block(1, 0.09)), COSTS, 1);

        assertThat(rounds.drafted(0)).isEqualTo(2);
        assertThat(rounds.right(0)).isEqualTo(2);
        assertThat(rounds.drafted(1)).isZero();
        // At three tokens a plain step, a draft costs 0.3 tokens; at 3.3 it costs more than it adds.
        List<Block> sure = List.of(block(1, 0.32));
        assertThat(LookUpRounds.of(sure, COSTS, 3).drafted(0)).isEqualTo(1);
        assertThat(LookUpRounds.of(sure, COSTS, 3.3).drafted(0)).isZero();
    }

    private static Block block(int right, Double... confidences) {
        return new Block(List.of(confidences), right);
    }

    @Test
    void rounds_should_crowd_where_drafts_fail() {
        // given: half of the text is easy and half is hard, in stretches of 100
        SplittableRandom random = new SplittableRandom(3);
        int length = 100_000;
        Acceptance acceptance = Acceptance.ofAllDepths(IntStream.range(0, length)
                .mapToDouble(row -> random.nextDouble() < (row / 100 % 2 == 0 ? 0.95 : 0.3) ? 1 : 0)
                .toArray());
        RoundReplay replay = new RoundReplay(4);

        replay.play(acceptance, 0, length, false, length);

        // then: per token, half at 1 / E(0.95) and half at 1 / E(0.3) rounds, not (E(0.95) + E(0.3)) / 2 a round
        double easy = (1 - Math.pow(0.95, 5)) / 0.05;
        double hard = (1 - Math.pow(0.3, 5)) / 0.7;
        assertThat(replay.tokensPerRound()).isCloseTo(2 / (1 / easy + 1 / hard), within(0.05));
        assertThat(replay.agreement().get(0)).isLessThan(0.5);
    }
}
