package io.github.ssd4j.examples.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuestionQueueTest {

    private final QuestionQueue queue = new QuestionQueue(2, 3, () -> 0);
    private final List<String> told = new ArrayList<>();

    @Test
    void should_tell_nothing_to_questions_that_have_a_place() {
        enter("a");
        enter("b");

        assertThat(told).isEmpty();
        assertThat(queue.size()).isEqualTo(2);
    }

    @Test
    void should_tell_those_that_wait_how_far_they_are_until_they_have_a_place() {
        // given
        QuestionQueue.Entry a = enter("a");
        QuestionQueue.Entry b = enter("b");
        enter("c");
        enter("d");
        assertThat(told).containsExactly("c 1", "d 2");
        told.clear();

        // when, then: any of those that are answered may end first
        b.leave();
        assertThat(told).containsExactly("c 0", "d 1");
        told.clear();
        a.leave();
        assertThat(told).containsExactly("d 0");
    }

    @Test
    void should_move_up_only_those_behind_one_that_gives_up() {
        // given
        enter("a");
        enter("b");
        enter("c");
        QuestionQueue.Entry d = enter("d");
        enter("e");
        told.clear();

        // when
        d.leave();
        d.leave();

        // then
        assertThat(told).containsExactly("e 2");
        assertThat(queue.size()).isEqualTo(4);
    }

    @Test
    void should_refuse_when_as_many_wait_as_may() {
        // given
        QuestionQueue.Entry first = enter("a");
        List.of("b", "c", "d", "e").forEach(this::enter);

        // then
        assertThatThrownBy(() -> enter("f"))
                .isInstanceOf(QuestionQueue.FullException.class)
                .hasMessage("3 others are waiting for an answer already. Try again in a few seconds.");
        first.leave();
        enter("f");
        assertThat(queue.size()).isEqualTo(5);
    }

    private QuestionQueue.Entry enter(String name) {
        return queue.enter(ahead -> told.add(name + " " + ahead));
    }
}
