package io.github.ssd4j.evaluation.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ssd4j.speculative.GenerationListener.Round;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundsTest {

    private static final List<Round> ROUNDS =
            List.of(round(3, 1, 30, 10), round(0, 0, 0, 9), round(3, 3, 30, 11), round(2, 0, 20, 10));

    @Test
    void should_count_rounds_by_what_was_drafted_and_accepted() {
        Rounds rounds = Rounds.of(ROUNDS);

        assertThat(rounds.byDrafted()).containsExactly(1, 0, 1, 2);
        assertThat(rounds.byAccepted()).containsExactly(1, 1, 0, 1);
        assertThat(rounds.count()).isEqualTo(4);
        assertThat(rounds.drafted()).isEqualTo(8);
        assertThat(rounds.accepted()).isEqualTo(4);
        assertThat(rounds.draftNanos()).isEqualTo(80);
        assertThat(rounds.verifyNanos()).isEqualTo(40);
    }

    @Test
    void agreement_should_count_drafts_whose_predecessors_were_accepted() {
        Rounds rounds = Rounds.of(ROUNDS);

        assertThat(rounds.tried()).containsExactly(3, 2, 1);
        assertThat(rounds.confirmed()).containsExactly(2, 1, 1);
        assertThat(rounds.agreement()).containsExactly(2 / 3.0, 0.5, 1.0);
        assertThat(Rounds.of(List.of(round(1, 0, 1, 1))).agreement()).containsExactly(0.0);
        assertThat(Rounds.NONE.agreement()).isEmpty();
    }

    @Test
    void parts_should_add_up_to_the_whole() {
        Rounds parts = Rounds.of(ROUNDS.subList(0, 1)).plus(Rounds.NONE).plus(Rounds.of(ROUNDS.subList(1, 4)));

        assertThat(parts).isEqualTo(Rounds.of(ROUNDS));
    }

    private static Round round(int drafted, int accepted, long draftNanos, long verifyNanos) {
        return new Round(Collections.nCopies(drafted, "look-up"), accepted, draftNanos, verifyNanos);
    }
}
