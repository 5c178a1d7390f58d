package io.github.ssd4j.speculative;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ssd4j.decoder.TokenSequence;
import io.github.ssd4j.speculative.LookUpReplay.Block;
import java.util.List;
import org.junit.jupiter.api.Test;

class LookUpReplayTest {

    @Test
    void should_draft_what_followed_before_and_count_how_much_of_it_is_right() {
        TokenSequence text = new TokenSequence(new int[] {1, 2, 3, 4});
        for (int token : new int[] {9, 2, 3, 5}) {
            text.add(token);
        }

        List<Block> blocks = LookUpReplay.blocks(text, 2);

        // 9 and 5 are new. Behind 2 came 3 4, of which 3 is right; behind 2 3 came 4, and 5 comes.
        assertThat(blocks)
                .containsExactly(
                        new Block(List.of(), 0),
                        new Block(List.of(LookUpOdds.confidence(1, 1, 1), LookUpOdds.confidence(2, 1, 1)), 1),
                        new Block(List.of(LookUpOdds.confidence(2, 1, 1), LookUpOdds.confidence(3, 1, 1)), 0),
                        new Block(List.of(), 0));
    }

    @Test
    void should_count_nothing_behind_the_end_of_the_answer() {
        TokenSequence text = new TokenSequence(new int[] {1, 2, 3, 4});
        text.add(1);
        text.add(2);

        assertThat(LookUpReplay.blocks(text, 8)).extracting(Block::right).containsExactly(1, 0);
    }
}
