package io.github.ssd4j.speculative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ssd4j.decoder.TokenSequence;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class KvPoolTest {

    private static final int CONTEXT = 512;
    private static final int ANSWER = 20;

    private static TinyModel model;

    private KvPool pool = pool(4, true, 0);

    @BeforeAll
    static void load() {
        model = TinyModel.open(TinyModel.STORIES, CONTEXT);
    }

    @AfterAll
    static void unload() {
        model.close();
    }

    @AfterEach
    void close() {
        pool.close();
        assertThat(model.decoder().openCaches()).isZero();
    }

    private static KvPool pool(int maxSessions, boolean sharePrefixes, long positions) {
        return new KvPool(
                model.decoder(),
                GeneratorOptions.DEFAULTS
                        .withMaxSessions(maxSessions)
                        .withSharePrefixes(sharePrefixes)
                        .withKvCacheBytes(positions * model.decoder().cacheBytesPerToken()));
    }

    /** Tokens {@code first}, {@code first + 1} and so on. */
    private static TokenSequence prompt(int first, int length) {
        return new TokenSequence(IntStream.range(first, first + length).toArray());
    }

    /** As if it had been read. */
    private static void read(KvPool.Slot slot, TokenSequence prompt) {
        model.decoder().prefill(slot.cache(), prompt, prompt.length());
    }

    private KvPool.Slot lease(TokenSequence prompt) {
        return pool.lease(prompt, null, ANSWER);
    }

    @Test
    void a_token_should_take_what_its_keys_and_values_take() {
        // 5 layers, 4 key heads of 8 numbers, keys and values, 4 bytes each
        assertThat(model.decoder().cacheBytesPerToken()).isEqualTo(5 * 4 * 8 * 2 * 4);
    }

    @Test
    void a_cache_should_grow_with_its_conversation_up_to_what_was_promised() {
        TokenSequence prompt = prompt(1, 10);
        KvPool.Slot slot = pool.lease(prompt, null, 1000);
        assertThat(slot.promised()).isEqualTo(CONTEXT);
        int first = slot.cache().capacity();
        assertThat(first).isBetween(11, 300);
        read(slot, prompt);

        pool.grow(slot, first + 1);
        assertThat(slot.cache().capacity()).isGreaterThan(first).isLessThanOrEqualTo(CONTEXT);
        assertThat(slot.cache().length()).as("what it held").isEqualTo(10);
        pool.grow(slot, CONTEXT);
        assertThat(pool.bytes()).isEqualTo(CONTEXT * model.decoder().cacheBytesPerToken());
    }

    @Test
    void a_prompt_should_begin_from_what_another_that_is_being_answered_has_read() {
        TokenSequence first = prompt(1, 100);
        KvPool.Slot busy = lease(first);
        read(busy, first);

        KvPool.Slot other = lease(prompt(1, 60));

        assertThat(other).isNotSameAs(busy);
        assertThat(other.cache().length()).as("all but its last token").isEqualTo(59);
        assertThat(busy.cache().length()).isEqualTo(100);
    }

    @Test
    void a_session_that_is_being_answered_should_not_be_taken_from_it() {
        TokenSequence first = prompt(1, 50);
        KvPool.Slot busy = pool.lease(first, "a", ANSWER);
        read(busy, first);

        KvPool.Slot other = pool.lease(prompt(1, 50), "a", ANSWER);

        assertThat(other.cache()).isNotSameAs(busy.cache());
    }

    @Test
    void without_sharing_a_prompt_should_get_nothing_of_others() {
        pool.close();
        pool = pool(4, false, 0);
        TokenSequence first = prompt(1, 50);
        KvPool.Slot kept = pool.lease(first, "a", ANSWER);
        read(kept, first);
        pool.keep(kept);

        assertThat(pool.lease(prompt(1, 50), "b", ANSWER).cache().length()).isZero();
        assertThat(lease(prompt(1, 50)).cache().length()).isZero();
        assertThat(pool.lease(prompt(1, 50), "a", ANSWER).cache().length()).isEqualTo(49);
    }

    @Test
    void should_keep_no_more_than_it_may_but_lease_more() {
        pool.close();
        pool = pool(2, true, 0);
        TokenSequence[] prompts = {prompt(1, 30), prompt(101, 30), prompt(201, 30)};
        KvPool.Slot[] slots = new KvPool.Slot[3];
        for (int i = 0; i < 3; i++) {
            slots[i] = lease(prompts[i]);
            read(slots[i], prompts[i]);
        }
        assertThat(model.decoder().openCaches()).isEqualTo(3);

        for (KvPool.Slot slot : slots) {
            pool.keep(slot);
        }

        assertThat(model.decoder().openCaches()).isEqualTo(2);
        assertThat(lease(prompt(201, 40)).cache().length()).isEqualTo(30);
    }

    @Test
    void should_promise_no_more_than_the_bytes_allow() {
        pool.close();
        pool = pool(4, true, 100);

        assertThat(pool.hasRoom(30, 30)).isTrue();
        KvPool.Slot first = pool.lease(prompt(1, 30), null, 30);
        assertThat(first.promised()).isEqualTo(60);
        assertThat(pool.hasRoom(30, 11)).isFalse();
        assertThat(pool.hasRoom(30, 10)).isTrue();
        pool.keep(first);
        assertThat(pool.hasRoom(300, 300)).as("alone it may have all there is").isTrue();

        // then: what is kept makes room
        KvPool.Slot second = pool.lease(prompt(201, 90), null, 30);
        assertThat(second.promised()).isEqualTo(100);
        assertThat(pool.bytes()).isLessThanOrEqualTo(100 * model.decoder().cacheBytesPerToken());
    }

    @Test
    void should_say_how_much_a_prompt_needs_and_how_much_is_allowed() {
        pool.close();
        pool = pool(4, true, 100);
        long bytes = model.decoder().cacheBytesPerToken();

        assertThatThrownBy(() -> lease(prompt(1, 100)))
                .isExactlyInstanceOf(KvCacheTooSmallException.class)
                .hasMessage(
                        "a prompt of 100 tokens and one token more need %s bytes of KV cache, but kvCacheBytes allows %s; "
                                        .formatted(101 * bytes, 100 * bytes)
                                + "allow more, or send a shorter prompt");
        assertThat(lease(prompt(1, 99)).promised()).isEqualTo(100);
    }
}
