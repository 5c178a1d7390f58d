package io.github.ssd4j.examples.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuestionQueueTest {

    private int waitInEngine;
    private final QuestionQueue queue = new QuestionQueue(2, 3, () -> 0, () -> waitInEngine);
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

    @Test
    void should_tell_one_that_has_a_place_and_yet_waits_in_the_engine() {
        // given
        QuestionQueue.Entry a = enter("a");
        enter("b");
        enter("c");
        told.clear();

        // when, then: the engine has begun with the first alone, then with the second too
        waitInEngine = 2;
        queue.refresh();
        queue.refresh();
        assertThat(told).containsExactly("b 0 held");
        told.clear();
        waitInEngine = 1;
        queue.refresh();
        assertThat(told).containsExactly("b 0");
        told.clear();
        a.leave();
        queue.refresh();
        assertThat(told).containsExactly("c 0", "c 0 held");
    }

    private QuestionQueue.Entry enter(String name) {
        return queue.enter((ahead, held) -> told.add("%s %s%s".formatted(name, ahead, held ? " held" : "")));
    }
}
