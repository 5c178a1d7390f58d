package io.github.ssd4j.evaluation.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.ssd4j.speculative.DrafterStats;
import io.github.ssd4j.speculative.GenerationListener.Round;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundsTest {

    private static final List<Round> ROUNDS =
            List.of(round(3, 1, 30, 10), round(0, 0, 0, 9), round(3, 3, 30, 11), round(2, 0, 20, 10));

    @Test
    void should_count_rounds_by_what_was_drafted_and_accepted() {
        Rounds rounds = rounds(ROUNDS);

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
        Rounds rounds = rounds(ROUNDS);

        assertThat(rounds.tried()).containsExactly(3, 2, 1);
        assertThat(rounds.confirmed()).containsExactly(2, 1, 1);
        assertThat(rounds.agreement()).containsExactly(2 / 3.0, 0.5, 1.0);
        assertThat(rounds(List.of(round(1, 0, 1, 1))).agreement()).containsExactly(0.0);
        assertThat(Rounds.NONE.agreement()).isEmpty();
    }

    @Test
    void parts_should_add_up_to_the_whole() {
        Rounds parts = rounds(ROUNDS.subList(0, 1)).plus(Rounds.NONE).plus(rounds(ROUNDS.subList(1, 4)));

        assertThat(parts).isEqualTo(rounds(ROUNDS));
    }

    @Test
    void should_count_what_each_drafter_did() {
        List<Round> mixed = List.of(
                new Round(List.of("look-up", "look-up", "skip:a"), 2, 30, 10),
                new Round(List.of(), 0, 0, 9),
                new Round(List.of("skip:a", "look-up"), 1, 20, 10));

        Rounds rounds = Rounds.of(
                mixed,
                List.of(
                        new DrafterStats("grammar", 0, 0, 0, Duration.ofNanos(1)),
                        new DrafterStats("look-up", 2, 3, 2, Duration.ofNanos(4)),
                        new DrafterStats("skip:a", 2, 2, 1, Duration.ofNanos(40))));

        assertThat(rounds.drafters())
                .containsExactly(
                        new DrafterCounts("grammar", 0, 0, 0, 1),
                        new DrafterCounts("look-up", 2, 3, 2, 4),
                        new DrafterCounts("skip:a", 2, 2, 1, 40));
        assertThat(rounds.modelDrafts()).isEqualTo(2);
        assertThat(rounds.acceptedTimeShare()).isCloseTo((4 * 2 / 3.0 + 40 * 0.5) / 45, within(1e-12));
    }

    @Test
    void the_drafters_of_several_answers_should_add_up() {
        Rounds one = rounds(List.of(new Round(List.of("look-up"), 1, 3, 10)));
        Rounds other = rounds(List.of(new Round(List.of("grammar", "look-up"), 1, 3, 10)));

        assertThat(one.plus(other).drafters())
                .containsExactly(new DrafterCounts("grammar", 1, 1, 1, 0), new DrafterCounts("look-up", 2, 2, 1, 0));
        assertThat(one.plus(other).acceptedTimeShare()).isCloseTo(2 / 3.0, within(1e-12));
    }

    private static Rounds rounds(List<Round> rounds) {
        return Rounds.of(rounds, List.of());
    }

    private static Round round(int drafted, int accepted, long draftNanos, long verifyNanos) {
        return new Round(Collections.nCopies(drafted, "look-up"), accepted, draftNanos, verifyNanos);
    }
}
