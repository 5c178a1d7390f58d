package io.github.ssd4j.evaluation.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShotsTest {

    private static final Question A = new Question("1", "c", List.of("a", "more"), List.of("A", "other"));
    private static final Question B = new Question("2", "c", List.of("b"), List.of("B"));
    private static final Question C = new Question("3", "c", List.of("c"), List.of());

    @Test
    void first_should_be_shown_and_not_asked() {
        Shots shots = Shots.first(2, List.of(A, B, C));

        assertThat(shots.shots()).containsExactly(new Shot("a", "A"), new Shot("b", "B"));
        assertThat(shots.questions()).containsExactly(C);
        assertThat(Shots.first(0, List.of(A)).questions()).containsExactly(A);
    }

    @Test
    void questions_of_another_file_should_not_be_asked_too() {
        Question again = new Question("x", "d", List.of("a"), List.of());

        Shots shots = Shots.from(List.of(A, B), 1, List.of(C, again, B));

        assertThat(shots.shots()).containsExactly(new Shot("a", "A"));
        assertThat(shots.questions()).containsExactly(C, B);
    }

    @Test
    void should_refuse_what_cannot_be_shown() {
        assertThatThrownBy(() -> Shots.first(1, List.of(C, A)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("question 3 has no reference answer and cannot be shown as a shot");
        assertThatThrownBy(() -> Shots.first(2, List.of(A, B)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no question is left to be asked after 2 shots");
        assertThatThrownBy(() -> Shots.from(List.of(A), 2, List.of(B)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("shots must be between 0 and 1, but is: 2");
    }
}
