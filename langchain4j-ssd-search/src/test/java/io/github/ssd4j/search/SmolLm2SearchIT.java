package io.github.ssd4j.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.ssd4j.search.space.SearchSpace;
import io.github.ssd4j.search.space.SearchStrategy;
import io.github.ssd4j.search.space.SkipSet;
import io.github.ssd4j.speculative.DrafterKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A search with a real model: what it predicts is what generation then does. */
class SmolLm2SearchIT {

    private static final String NO_MODEL = "no real model: fetch it with .ci/run or give its path in SSD_TEST_MODEL";
    private static final int LAYERS = 30;

    private static SearchReport report;

    /** Asks for whole layers here and there, as the published comparisons do. */
    private static final class WholeLayers implements SearchStrategy {

        private static final SkipSet FIRST = layers(0, 2);
        private static final SkipSet EARLY = layers(2, 4);
        private static final SkipSet MIDDLE = layers(14, 16);
        private static final SkipSet LAST = layers(28, 30);

        private static SkipSet layers(int from, int to) {
            return SkipSet.of(LAYERS, IntStream.range(2 * from, 2 * to).toArray());
        }

        @Override
        public String name() {
            return "whole-layers";
        }

        @Override
        public String description() {
            return "Scores four sets of two layers.";
        }

        @Override
        public void search(SearchSpace space) {
            List.of(FIRST, EARLY, MIDDLE, LAST).forEach(space::score);
        }
    }

    @BeforeAll
    static void search() {
        String model = System.getProperty("ssd.test.model", "");
        if (model.isEmpty()) {
            System.out.println("skipped: " + NO_MODEL);
        }
        assumeTrue(!model.isEmpty(), NO_MODEL);
        report = SkipSearch.builder()
                .model(Path.of(model))
                // Where near ties do not fall otherwise in another block.
                .decoder(TestModel.FLOAT32)
                .strategy(new WholeLayers())
                .calibrationPrompts(5)
                .heldOutPrompts(3)
                .continuationTokens(32)
                .drafters(Set.of(DrafterKind.SKIP))
                .budget(Duration.ofMinutes(3))
                .build()
                .run(SearchListener.NONE);
    }

    private static double agreement(SkipSet set) {
        return report.scores().stream()
                .filter(score -> score.set().equals(set))
                .mapToDouble(score -> score.agreement().get(0))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void the_first_layers_should_be_indispensable_and_the_middle_ones_not() {
        assertThat(agreement(WholeLayers.FIRST)).isLessThan(0.3);
        assertThat(agreement(WholeLayers.LAST)).isBetween(0.3, 0.8);
        assertThat(agreement(WholeLayers.MIDDLE)).isGreaterThan(agreement(WholeLayers.LAST));
        assertThat(agreement(WholeLayers.EARLY)).isGreaterThan(agreement(WholeLayers.LAST));
    }

    @Test
    void generation_should_have_the_rounds_that_were_predicted() {
        assertThat(report.validations())
                .hasSize(3)
                .allSatisfy(validation -> assertThat(validation.tokensPerRound())
                        .isCloseTo(validation.heldOut().tokensPerRound(), withinPercentage(2)));
    }
}
