package io.github.ssd4j.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TokenSequenceTest {

    @Test
    void should_start_with_a_copy_of_the_prompt() {
        // given
        int[] prompt = {5, 6, 7};

        // when
        TokenSequence tokens = new TokenSequence(prompt);
        prompt[0] = 99;

        // then
        assertThat(tokens.toArray()).containsExactly(5, 6, 7);
        assertThat(tokens.length()).isEqualTo(3);
        assertThat(tokens.promptLength()).isEqualTo(3);
    }

    @Test
    void should_grow_without_limit() {
        // given
        TokenSequence tokens = new TokenSequence(new int[] {0});

        // when
        IntStream.range(1, 1000).forEach(tokens::add);

        // then
        assertThat(tokens.toArray()).containsExactly(IntStream.range(0, 1000).toArray());
        assertThat(tokens.get(999)).isEqualTo(999);
        assertThat(tokens.promptLength()).isEqualTo(1);
    }

    @Test
    void should_go_on_after_truncation() {
        // given
        TokenSequence tokens = new TokenSequence(new int[] {1, 2});
        tokens.add(3);
        tokens.add(4);

        // when
        tokens.truncate(3);
        tokens.add(5);

        // then
        assertThat(tokens.toArray()).containsExactly(1, 2, 3, 5);
        assertThat(tokens.subArray(1, 3)).containsExactly(2, 3);
        assertThat(tokens).hasToString("TokenSequence[promptLength=2, tokens=[1, 2, 3, 5]]");
    }

    @Test
    void should_not_truncate_the_prompt_or_forwards() {
        TokenSequence tokens = new TokenSequence(new int[] {1, 2});
        tokens.add(3);

        assertThatThrownBy(() -> tokens.truncate(1))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("length must be between 2 (the prompt) and 3 (the current length), but is: 1");
        assertThatThrownBy(() -> tokens.truncate(4))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("length must be between 2 (the prompt) and 3 (the current length), but is: 4");
    }

    @Test
    void should_not_read_behind_the_length() {
        TokenSequence tokens = new TokenSequence(new int[] {1, 2, 3});
        tokens.add(4);
        tokens.truncate(3);

        assertThatThrownBy(() -> tokens.get(3)).isExactlyInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> tokens.subArray(2, 4)).isExactlyInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void should_reject_what_is_no_token() {
        TokenSequence tokens = new TokenSequence(new int[] {1});

        assertThatThrownBy(() -> new TokenSequence(new int[0]))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("the prompt must hold at least one token, but is empty");
        assertThatThrownBy(() -> new TokenSequence(new int[] {1, -2}))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("prompt[1] must not be negative, but is: -2");
        assertThatThrownBy(() -> tokens.add(-1))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("token must not be negative, but is: -1");
    }
}
