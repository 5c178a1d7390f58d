package io.github.ssd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConstraintCacheTest {

    /** What was made, in this order. */
    private final List<String> made = new ArrayList<>();

    private final Map<String, Long> sizes = new HashMap<>();

    @Test
    void should_let_nobody_else_wait_while_a_value_is_made() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        ConstraintCache<String, String> cache = new ConstraintCache<>(
                key -> {
                    if (key.equals("slow")) {
                        begun.countDown();
                        awaitUninterrupted(release);
                    }
                    return make(key);
                },
                value -> 1,
                10,
                10);
        cache.get("known");
        CompletableFuture<String> first = CompletableFuture.supplyAsync(() -> cache.get("slow"));
        begun.await();
        CompletableFuture<String> second = new CompletableFuture<>();
        Thread waiting = new Thread(() -> second.complete(cache.get("slow")));
        waiting.start();
        while (waiting.getState() != Thread.State.BLOCKED) {
            Thread.onSpinWait();
        }

        // then: what is there, and what is made by others, comes at once
        assertThat(cache.get("known")).isEqualTo("made of known");
        assertThat(cache.get("new")).isEqualTo("made of new");
        assertThat(first).isNotDone();

        // and: two that ask for the same get what was made once
        release.countDown();
        assertThat(second.join()).isSameAs(first.join()).isEqualTo("made of slow");
        assertThat(made).containsExactly("known", "new", "slow");
    }

    @Test
    void should_try_again_where_making_a_value_has_failed() {
        ConstraintCache<String, String> cache = new ConstraintCache<>(
                key -> {
                    if (made.isEmpty()) {
                        make(key);
                        throw new IllegalArgumentException("thrown by the test");
                    }
                    return make(key);
                },
                value -> 1,
                1,
                1);

        assertThatThrownBy(() -> cache.get("a")).hasMessage("thrown by the test");
        assertThat(cache.get("a")).isEqualTo("made of a");
        cache.get("a");
        assertThat(made).containsExactly("a", "a");
    }

    @Test
    void should_keep_those_that_were_used_last() {
        ConstraintCache<String, String> cache = new ConstraintCache<>(this::make, value -> 1, 2, 100);

        List.of("a", "b", "a", "c", "a", "b").forEach(cache::get);

        assertThat(made).containsExactly("a", "b", "c", "b");
    }

    @Test
    void should_keep_no_more_than_fits_as_values_grow() {
        ConstraintCache<String, String> cache =
                new ConstraintCache<>(this::make, value -> sizes.getOrDefault(value, 10L), 10, 100);
        List.of("a", "b", "c").forEach(cache::get);

        // when
        sizes.put("made of c", 85L);
        List.of("c", "b", "a", "b").forEach(cache::get);

        // then: without the first there was room; what is asked for last stays, however large it is
        assertThat(made).containsExactly("a", "b", "c", "a");
        sizes.put("made of b", 1000L);
        List.of("b", "b").forEach(cache::get);
        assertThat(made).containsExactly("a", "b", "c", "a");
    }

    private String make(String key) {
        made.add(key);
        return "made of " + key;
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
