package io.github.ssd4j.speculative;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ssd4j.decoder.TokenSequence;
import java.util.List;
import org.junit.jupiter.api.Test;

class ThresholdPlannerTest {

    private static DraftRun round(DraftPlanner planner) {
        DraftRun run = new DraftRun(
                new TokenSequence(new int[] {1}),
                new ConstraintCursor(null),
                token -> false,
                planner.maxDraftTokens(),
                () -> 0L);
        planner.draft(run);
        return run;
    }

    private static Drafter saying(double... confidences) {
        return new Drafter() {
            @Override
            public String name() {
                return "skip:x";
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
    }

    private static DraftPlanner planner(DraftPolicy policy, double... confidences) {
        return ThresholdPlanner.of(policy, saying(confidences));
    }

    @Test
    void fixed_should_draft_as_many_as_it_says() {
        assertThat(round(planner(DraftPolicy.fixed(3), 0, 0.1, 0, 0.2)).drafted())
                .isEqualTo(3);
    }

    @Test
    void a_threshold_should_end_behind_the_first_token_below_it() {
        assertThat(round(planner(DraftPolicy.staticThreshold(9, 0.5), 0.6, 0.5, 0.49, 0.9))
                        .drafted())
                .isEqualTo(3);
    }

    @Test
    void an_adaptive_threshold_should_rise_where_drafts_are_rejected() {
        DraftPlanner planner = planner(new AdaptiveThreshold(4, 0.5, 2, 0, 0.75, 0.1, 0.5), 0.52, 0.9, 0.9, 0.9);
        DraftRun run = round(planner);
        assertThat(run.drafted()).isEqualTo(4);

        planner.record(new RoundOutcome(run, 0, List.of(5), 1));
        assertThat(round(planner).drafted()).as("it moves every second round").isEqualTo(4);
        planner.record(new RoundOutcome(run, 0, List.of(5), 1));
        assertThat(round(planner).drafted()).isEqualTo(1);
    }
}
