package io.github.ssd4j.speculative;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StopStringMatcherTest {

    @Test
    void should_pass_text_through_without_stop_strings() {
        StopStringMatcher matcher = new StopStringMatcher(List.of());

        assertThat(matcher.append("Once")).isEqualTo("Once");
        assertThat(matcher.append("")).isEmpty();
        assertThat(matcher.finish()).isEmpty();
    }

    @Test
    void should_hold_back_what_can_become_a_stop_string() {
        StopStringMatcher matcher = new StopStringMatcher(List.of("END"));

        assertThat(matcher.append("theE")).isEqualTo("the");
        assertThat(matcher.append("N")).isEmpty();
        assertThat(matcher.append("O")).isEqualTo("ENO");
        assertThat(matcher.append("E")).isEmpty();
        assertThat(matcher.finish()).isEqualTo("E");
        assertThat(matcher.found()).isFalse();
    }

    @Test
    void should_cut_before_a_stop_string_that_spans_pieces() {
        StopStringMatcher matcher = new StopStringMatcher(List.of("END"));

        assertThat(matcher.append("the E")).isEqualTo("the ");
        assertThat(matcher.append("N")).isEmpty();
        assertThat(matcher.append("D of it")).isEmpty();
        assertThat(matcher.found()).isTrue();
        assertThat(matcher.finish()).isEmpty();
    }

    @Test
    void should_cut_before_a_stop_string_inside_one_piece() {
        StopStringMatcher matcher = new StopStringMatcher(List.of("\n\n"));

        assertThat(matcher.append("a\nb\n\nc")).isEqualTo("a\nb");
        assertThat(matcher.found()).isTrue();
    }

    @Test
    void should_fall_back_to_a_shorter_beginning() {
        // "aab" is found in "aaab" although the first "aa" leads nowhere
        StopStringMatcher matcher = new StopStringMatcher(List.of("aab"));

        assertThat(matcher.append("aa")).isEmpty();
        assertThat(matcher.append("a")).isEqualTo("a");
        assertThat(matcher.append("b")).isEmpty();
        assertThat(matcher.found()).isTrue();
    }

    @Test
    void should_take_the_stop_string_that_ends_first() {
        // "b" ends before "abc" does, although it starts later
        StopStringMatcher matcher = new StopStringMatcher(List.of("abc", "b"));

        assertThat(matcher.append("xabc")).isEqualTo("xa");
        assertThat(matcher.found()).isTrue();
    }

    @Test
    void should_take_the_longest_of_those_that_end_together() {
        StopStringMatcher matcher = new StopStringMatcher(List.of("c", "abc", "bc"));

        assertThat(matcher.append("xabc")).isEqualTo("x");
    }

    @Test
    void should_release_nothing_after_a_stop_string() {
        StopStringMatcher matcher = new StopStringMatcher(List.of("b"));

        assertThat(matcher.append("ab")).isEqualTo("a");
        assertThat(matcher.append("more")).isEmpty();
        assertThat(matcher.finish()).isEmpty();
    }

    @Test
    void should_agree_with_a_search_of_the_whole_text_however_it_is_cut() {
        for (long seed = 0; seed < 5_000; seed++) {
            // given
            Random random = new Random(seed);
            List<String> stopStrings = new ArrayList<>();
            for (int i = random.nextInt(3); i >= 0; i--) {
                stopStrings.add(randomText(random, 1 + random.nextInt(4)));
            }
            String text = randomText(random, random.nextInt(15));

            // when
            StopStringMatcher matcher = new StopStringMatcher(stopStrings);
            StringBuilder released = new StringBuilder();
            for (int from = 0; from < text.length() && !matcher.found(); ) {
                int to = Math.min(text.length(), from + random.nextInt(4));
                released.append(matcher.append(text.substring(from, to)));
                from = to;
                assertThat(released.length())
                        .as("seed %s: no more is held back than the longest stop string less one", seed)
                        .isGreaterThanOrEqualTo(matcher.found() ? 0 : to - longest(stopStrings) + 1);
            }
            released.append(matcher.finish());

            // then
            assertThat(released)
                    .as("seed %s: %s in %s", seed, stopStrings, text)
                    .hasToString(cut(text, stopStrings));
        }
    }

    private static String randomText(Random random, int length) {
        return random.ints(length, 'a', 'c')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static int longest(List<String> texts) {
        return texts.stream().mapToInt(String::length).max().orElseThrow();
    }

    private static String cut(String text, List<String> stopStrings) {
        for (int end = 1; end <= text.length(); end++) {
            String head = text.substring(0, end);
            int length = stopStrings.stream()
                    .filter(head::endsWith)
                    .mapToInt(String::length)
                    .max()
                    .orElse(0);
            if (length > 0) {
                return head.substring(0, end - length);
            }
        }
        return text;
    }
}
