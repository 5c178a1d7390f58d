package io.github.ssd4j.speculative;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ssd4j.decoder.TokenSequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LookUpIndexTest {

    @ParameterizedTest
    @ValueSource(ints = {2, 5, 40, 5000})
    void should_find_what_a_search_through_the_whole_text_finds(int vocabulary) {
        for (long seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            TokenSequence tokens = new TokenSequence(
                    random.ints(1 + random.nextInt(30), 0, vocabulary).toArray());
            LookUpIndex index = new LookUpIndex(tokens, Integer.MAX_VALUE);
            int verified = 1;
            for (int step = 0; step < 200; step++) {
                if (random.nextInt(4) == 0) {
                    repeatPart(tokens, random);
                } else {
                    tokens.add(random.nextInt(vocabulary));
                }
                // The last tokens are drafts, which are asked about but not added.
                int from = Math.max(verified, tokens.promptLength());
                verified = from + random.nextInt(tokens.length() - from + 1);
                index.extendTo(verified);
                assertFinds(index, tokens, verified, "seed %s, step %s".formatted(seed, step));
                tokens.truncate(verified);
            }
        }
    }

    private static void repeatPart(TokenSequence tokens, Random random) {
        int from = random.nextInt(tokens.length());
        int to = Math.min(tokens.length(), from + 1 + random.nextInt(12));
        for (int i = from; i < to; i++) {
            tokens.add(tokens.get(i));
        }
    }

    private static void assertFinds(LookUpIndex index, TokenSequence tokens, int indexed, String description) {
        List<Integer> expected = new ArrayList<>();
        int longest = 1;
        for (int position = indexed - 1; position > 0; position--) {
            int matched = 0;
            while (matched < LookUpIndex.MAX_MATCH
                    && matched < position
                    && tokens.get(position - 1 - matched) == tokens.get(tokens.length() - 1 - matched)) {
                matched++;
            }
            if (matched > longest) {
                longest = matched;
                expected.clear();
            }
            if (matched == longest) {
                expected.add(position);
            }
        }
        int[] found = new int[4];
        LookUpIndex.Match match = index.find(found);
        List<Integer> positions = Arrays.stream(found, 0, match.count()).boxed().toList();

        assertThat(match.count()).as(description).isEqualTo(Math.min(4, expected.size()));
        assertThat(positions).as(description).isEqualTo(expected.subList(0, positions.size()));
        if (!expected.isEmpty()) {
            assertThat(match.length()).as(description).isEqualTo(longest);
        }
    }

    @Test
    void should_prefer_the_longest_match_to_the_newest() {
        TokenSequence tokens = new TokenSequence(new int[] {7, 1, 2, 3, 50, 9, 2, 3, 60, 8, 1, 2, 3});
        LookUpIndex index = new LookUpIndex(tokens);
        index.extendTo(tokens.length());
        int[] found = new int[4];

        LookUpIndex.Match match = index.find(found);

        assertThat(match).isEqualTo(new LookUpIndex.Match(1, 3));
        assertThat(tokens.get(found[0])).isEqualTo(50);
    }

    @Test
    void should_find_nothing_where_the_last_token_is_new() {
        TokenSequence tokens = new TokenSequence(new int[] {1, 2, 3});
        LookUpIndex index = new LookUpIndex(tokens);
        index.extendTo(3);

        assertThat(index.find(new int[4])).isEqualTo(LookUpIndex.Match.NONE);
        assertThat(new LookUpIndex(new TokenSequence(new int[] {5})).find(new int[4]))
                .isEqualTo(LookUpIndex.Match.NONE);
    }
}
