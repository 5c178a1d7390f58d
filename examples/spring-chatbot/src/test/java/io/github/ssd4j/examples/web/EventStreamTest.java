package io.github.ssd4j.examples.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class EventStreamTest {

    private final List<Runnable> tasks = new ArrayList<>();
    private final List<String> heard = new ArrayList<>();
    private final EventStream stream = new EventStream(tasks::add, closed -> heard.add("closed"), EventStream.COMMENT);

    @Test
    void should_never_write_on_the_thread_that_sends_and_take_one_thread_at_a_time() {
        // when
        stream.send("piece", "a");
        stream.send("piece", "b");
        stream.end();

        // then
        assertThat(tasks).hasSize(1);
        assertThat(heard).isEmpty();

        // when
        tasks.get(0).run();

        // then
        assertThat(heard).containsExactly("closed");
    }

    @Test
    void should_take_a_thread_again_when_there_is_more_to_write() {
        // when
        stream.send("piece", "a");
        tasks.get(0).run();
        stream.send("piece", "b");

        // then
        assertThat(tasks).hasSize(2);
    }

    @Test
    void should_send_nothing_after_its_end() {
        // given
        stream.end();
        tasks.get(0).run();

        // when
        stream.send("piece", "late");
        stream.keepAlive(0);
        stream.end();

        // then
        assertThat(tasks).hasSize(1);
    }

    @Test
    void should_keep_alive_only_while_nothing_is_sent() {
        // given
        stream.send("piece", "a");
        tasks.get(0).run();

        // when
        stream.keepAlive(Long.MAX_VALUE);
        stream.keepAlive(0);

        // then
        assertThat(tasks).hasSize(2);
    }

    @Test
    void should_tell_that_the_browser_has_left_when_it_can_no_longer_be_written_to() {
        // given
        stream.onGone(() -> heard.add("gone"));
        stream.emitter().complete();

        // when
        stream.send("piece", "a");
        tasks.get(0).run();
        stream.send("piece", "b");

        // then
        assertThat(heard).containsExactly("closed", "gone");
        assertThat(tasks).hasSize(1);
    }

    @Test
    void should_close_quietly_when_the_server_ends() {
        // given
        EventStream late = new EventStream(
                task -> {
                    throw new RejectedExecutionException("ends");
                },
                closed -> {},
                EventStream.COMMENT);

        // when
        late.send("piece", "a");
        late.onGone(() -> heard.add("gone"));

        // then
        assertThat(heard).containsExactly("gone");
    }
}
