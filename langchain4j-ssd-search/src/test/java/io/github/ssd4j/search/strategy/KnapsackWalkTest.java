package io.github.ssd4j.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ssd4j.search.space.SkipSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnapsackWalkTest {

    @ParameterizedTest
    @ValueSource(ints = {2, 6, 30, 80})
    void should_cost_as_much_at_any_depth_and_keep_two_layers_of_states(int layers) {
        SyntheticSpace space = new SyntheticSpace(layers, 1, 1, Integer.MAX_VALUE);

        new KnapsackWalk(new Exploration(space)).frontier(space.states);

        assertThat(space.asked).isEmpty();
        assertThat(space.evaluations().done()).isLessThanOrEqualTo(31);
        assertThat(space.states.mostAlive).isLessThanOrEqualTo(2 * 31);
    }

    @ParameterizedTest
    @ValueSource(ints = {6, 30, 80})
    void should_reach_all_savings_however_many_sub_layers_share_a_class(int layers) {
        SyntheticSpace space = new SyntheticSpace(layers, 1, 1, Integer.MAX_VALUE);
        double all = 0;
        for (int subLayer = 2; subLayer < 2 * layers; subLayer++) {
            all += space.savedBy(subLayer);
        }

        List<SkipSet> frontier = new KnapsackWalk(new Exploration(space)).frontier(space.states);

        double last = 0;
        for (SkipSet set : frontier) {
            double saved = set.stream().mapToDouble(space::savedBy).sum() / all;
            assertThat(saved).isBetween(last, last + 0.15);
            last = saved;
        }
        assertThat(last).isBetween(0.6, 0.75);
    }

    @Test
    void should_lead_to_a_good_set_of_a_deep_model_without_improving_it() {
        SyntheticSpace space = new SyntheticSpace(60, 100, 1, Integer.MAX_VALUE);
        Exploration exploration = new Exploration(space);
        List<SkipSet> frontier = new KnapsackWalk(exploration).frontier(space.states);

        exploration.bestOf(frontier);

        double byChance = new SyntheticSpace(60, 100, 1, 400)
                .searchedBy(new RandomStrategy())
                .bestSpeedUp();
        assertThat(space.bestSpeedUp()).isGreaterThan(byChance + 0.05);
    }
}
