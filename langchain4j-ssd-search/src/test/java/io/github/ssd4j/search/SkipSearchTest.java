package io.github.ssd4j.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.ssd4j.checkpoint.CheckpointException;
import io.github.ssd4j.decoder.SkipProfile;
import io.github.ssd4j.search.SearchListener.Phase;
import io.github.ssd4j.search.space.Score;
import io.github.ssd4j.search.space.SearchStoppedException;
import io.github.ssd4j.search.space.SkipSet;
import io.github.ssd4j.speculative.DrafterKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole searches with a small trained model. */
class SkipSearchTest {

    @TempDir
    private Path directory;

    private final List<Phase> phases = new ArrayList<>();
    private final List<Score> told = new ArrayList<>();
    private final SearchListener listener = new SearchListener() {

        @Override
        public void onPhase(Phase phase) {
            phases.add(phase);
        }

        @Override
        public void onScore(int evaluations, Score score, Score best) {
            told.add(score);
            assertThat(evaluations).isEqualTo(told.size());
            assertThat(best.speedUp()).isGreaterThanOrEqualTo(score.speedUp());
        }
    };

    private static SkipSearch.Builder search() {
        return SkipSearch.builder()
                .model(TestModel.STORIES)
                .decoder(TestModel.FLOAT32)
                .prompts(TestModel.BEGINNINGS)
                .continuationTokens(24)
                .maxDraftTokens(3)
                .drafters(Set.of(DrafterKind.SKIP))
                .budget(Duration.ofMinutes(2));
    }

    @Test
    void should_find_measure_and_report_the_best_sets() {
        SearchReport report = search().minSpeedUp(0).build().run(listener);

        assertThat(phases).containsExactly(Phase.values());
        assertThat(report.stopped()).isFalse();
        assertThat(report.scores()).isEqualTo(told).doesNotHaveDuplicates();
        assertThat(report.costs().draft(SkipSet.of(5, 2)))
                .isLessThan(report.costs().emptyDraft());
        assertThat(report.validations()).hasSize(3).isEqualTo(Finalists.ranked(report.validations()));
        assertThat(report.validations()).allSatisfy(validation -> {
            assertThat(validation.prompts()).isEqualTo(2);
            // In float32 drafts never change an answer.
            assertThat(validation.identicalAnswers()).isEqualTo(2);
            assertThat(validation.measuredSpeedUp()).isPositive();
            assertThat(validation.tokensPerRound()).isBetween(1.0, 4.0);
            assertThat(validation.heldOut().draftTokens())
                    .isEqualTo(validation.score().draftTokens());
            assertThat(validation.tokensPerRound())
                    .isCloseTo(validation.heldOut().tokensPerRound(), within(1e-9));
        });
        SkipProfile profile = report.profile("found").orElseThrow();
        assertThat(profile.model()).isEqualTo("stories260K");
        assertThat(profile.layers()).isEqualTo(5);
        assertThat(profile.isEmpty()).isFalse();
    }

    @Test
    void beside_look_up_sets_should_be_measured_against_look_up_alone() {
        SearchReport report = search().drafters(DrafterKind.ALL)
                .evaluations(6)
                .minSpeedUp(0)
                .build()
                .run(SearchListener.NONE);

        assertThat(report.subject().baseline()).isEqualTo("look-up alone");
        assertThat(report.validations()).hasSize(3).allSatisfy(validation -> {
            assertThat(validation.identicalAnswers()).isEqualTo(2);
            assertThat(validation.measuredSpeedUp()).isPositive();
            assertThat(validation.plainTokensPerSecond()).isPositive();
        });
    }

    @Test
    void drafters_should_include_skip() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> search().drafters(Set.of(DrafterKind.LOOK_UP)))
                .withMessage("drafters must have skip among them, but is: look-up");
    }

    @Test
    void a_set_that_does_not_pay_should_be_no_profile() {
        SearchReport report = search().minSpeedUp(100).evaluations(6).build().run(SearchListener.NONE);

        assertThat(report.best()).isPresent();
        assertThat(report.profile("found")).isEmpty();
    }

    @Test
    void a_search_that_was_stopped_should_go_on_from_its_journal() throws Exception {
        SkipSearch first = search().journalDirectory(directory).build();
        SearchReport stopped = first.run(new SearchListener() {
            @Override
            public void onScore(int evaluations, Score score, Score best) {
                if (evaluations == 5) {
                    first.stop();
                    first.stop();
                }
            }
        });
        SearchReport resumed = search().journalDirectory(directory).build().run(listener);
        SearchReport again = search().journalDirectory(directory).build().run(SearchListener.NONE);

        assertThat(stopped.stopped()).isTrue();
        assertThat(stopped.scores()).hasSize(5);
        assertThat(stopped.validations()).isEmpty();
        assertThat(resumed.costs()).isEqualTo(stopped.costs());
        assertThat(resumed.scores()).startsWith(stopped.scores().toArray(Score[]::new));
        assertThat(again.scores()).isEqualTo(resumed.scores());
        // Measured once: the same input has the same result.
        assertThat(resumed.validations()).hasSize(3);
        assertThat(again.validations()).isEqualTo(resumed.validations());
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void other_settings_should_have_a_journal_of_their_own() throws Exception {
        search().journalDirectory(directory).evaluations(2).build().run(SearchListener.NONE);
        search().journalDirectory(directory).evaluations(2).seed(2).build().run(SearchListener.NONE);

        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void should_stop_before_there_is_anything_to_report() {
        SkipSearch search = search().build();
        search.stop();

        assertThatThrownBy(() -> search.run(SearchListener.NONE))
                .isInstanceOf(SearchStoppedException.class)
                .hasMessageContaining("before anything was scored");
    }

    @Test
    void should_say_what_is_wrong() {
        assertThatThrownBy(
                        () -> search().model(directory.resolve("none")).build().run(SearchListener.NONE))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("none");
        String tooLong = "and so they went on ".repeat(200);
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> search().prompts(List.of(tooLong, "b")).build().run(SearchListener.NONE))
                .withMessageContaining("must leave room for its answer")
                .withMessageContaining("and so they went on");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> search().prompts(List.of("one")).build().run(SearchListener.NONE));
    }
}
