package io.github.ssd4j.chat.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ssd4j.speculative.TokenConstraint;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Random grammars whose texts can all be listed: every mask of every state against the list. */
class GrammarEnumerationTest {

    private static final int GRAMMARS = 200;
    private static final int MAX_TEXTS = 200;
    private static final int AMPLE = 1000;
    private static final int STOP = 20;

    private static final List<String> TEXTS = List.of("", "a", "b", "ab", "abc", "ca", "ä", "aä");

    /** Every byte of the texts, and longer ones, one of them the end of a character and more. */
    private static final List<String> TOKENS = List.of(
            "a", "b", "c", "\u00c3", "\u00a4", "ab", "ba", "aab", "abc", "bca", "\u00c3\u00a4", "\u00a4a", "bbb");

    /** No token for c alone, nor for the halves of a character. */
    private static final List<String> FEWER_TOKENS =
            List.of("a", "b", "ab", "ba", "abc", "bca", "ca", "\u00c3\u00a4", "\u00c3");

    /** A grammar and its texts, with one char per byte. */
    private record Listed(Grammar grammar, Set<String> texts) {}

    @Test
    void masks_should_be_the_tokens_that_lead_to_a_text() {
        Random random = new Random(3);
        int states = 0;
        for (int i = 0; i < GRAMMARS; i++) {
            Listed listed = grammar(random, 4);
            GrammarConstraint constraint = constraint(listed.grammar, TOKENS);
            states += new Check(listed.texts, TOKENS, true).masks("", constraint.start());
        }
        assertThat(states).isGreaterThan(2000);
    }

    @Test
    void answers_should_be_complete_within_the_room() {
        Random random = new Random(4);
        for (int i = 0; i < GRAMMARS; i++) {
            Listed listed = grammar(random, 4);
            GrammarConstraint constraint = constraint(listed.grammar, TOKENS);
            Check check = new Check(listed.texts, TOKENS, true);
            for (int more = 0; more < 4; more++) {
                check.walk("", constraint.start(), constraint.shortestLength() + more);
            }
        }
    }

    @Test
    void answers_should_reach_an_end_where_some_bytes_have_no_token() {
        Random random = new Random(5);
        int states = 0;
        for (int i = 0; i < GRAMMARS; i++) {
            Listed listed = grammar(random, 4);
            GrammarConstraint constraint;
            try {
                constraint = constraint(listed.grammar, FEWER_TOKENS);
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessage("the tokens of the vocabulary must spell the grammar");
                continue;
            }
            states += new Check(listed.texts, FEWER_TOKENS, false).masks("", constraint.start());
        }
        assertThat(states).isGreaterThan(500);
    }

    private static GrammarConstraint constraint(Grammar grammar, List<String> tokens) {
        byte[][] texts = tokens.stream()
                .map(token -> token.getBytes(StandardCharsets.ISO_8859_1))
                .toArray(byte[][]::new);
        return new GrammarConstraint(grammar, new TokenVocabulary(texts, texts), Set.of(STOP));
    }

    /** What the masks of one grammar must be, from the list of its texts. */
    private static final class Check {

        private final Set<String> texts;
        private final List<String> tokens;
        private final boolean exact;
        private final Map<String, Integer> costs = new HashMap<>();
        private final Set<String> walked = new HashSet<>();

        Check(Set<String> texts, List<String> tokens, boolean exact) {
            this.texts = texts;
            this.tokens = tokens;
            this.exact = exact;
        }

        /** Checks the state behind the prefix and all states behind it, and returns how many. */
        int masks(String prefix, TokenConstraint.State state) {
            if (!walked.add(prefix)) {
                return 0;
            }
            Set<Integer> expected = new TreeSet<>();
            IntStream.range(0, tokens.size())
                    .filter(token -> cost(prefix + tokens.get(token)) < Integer.MAX_VALUE)
                    .forEach(expected::add);
            if (texts.contains(prefix)) {
                expected.add(STOP);
            }
            List<Integer> allowed = Texts.ids(state.allowed(AMPLE));
            assertThat(allowed)
                    .as("behind '%s' in %s", prefix, texts)
                    .isNotEmpty()
                    .isSubsetOf(expected);
            assertThat(allowed.contains(STOP)).isEqualTo(texts.contains(prefix));
            if (exact) {
                assertThat(allowed).as("behind '%s' in %s", prefix, texts).hasSameSizeAs(expected);
            }
            for (int room = 1; room < 8; room++) {
                assertThat(Texts.ids(state.allowed(room))).isNotEmpty().isSubsetOf(allowed);
            }
            int states = 1;
            for (int token : allowed) {
                states += token == STOP ? 0 : masks(prefix + tokens.get(token), state.advance(token));
            }
            return states;
        }

        /** Takes every way that the room allows. */
        void walk(String prefix, TokenConstraint.State state, int room) {
            assertThat(cost(prefix)).as("behind '%s' in %s", prefix, texts).isLessThanOrEqualTo(room);
            if (room > 0 && walked.add(room + prefix)) {
                for (int token : Texts.ids(state.allowed(room))) {
                    if (token != STOP) {
                        walk(prefix + tokens.get(token), state.advance(token), room - 1);
                    }
                }
            }
        }

        /** How many tokens there are at least from the prefix to a text; {@code MAX_VALUE} for no way. */
        private int cost(String prefix) {
            Integer known = costs.get(prefix);
            if (known != null) {
                return known;
            }
            int cost = texts.contains(prefix) ? 0 : Integer.MAX_VALUE;
            if (cost > 0 && texts.stream().anyMatch(text -> text.startsWith(prefix))) {
                int next = tokens.stream()
                        .mapToInt(token -> cost(prefix + token))
                        .min()
                        .orElseThrow();
                cost = next == Integer.MAX_VALUE ? next : next + 1;
            }
            costs.put(prefix, cost);
            return cost;
        }
    }

    private static Listed grammar(Random random, int depth) {
        Listed listed =
                switch (depth == 0 ? 0 : random.nextInt(5)) {
                    case 1, 2 -> sequence(grammar(random, depth - 1), grammar(random, depth - 1));
                    case 3 -> choice(grammar(random, depth - 1), grammar(random, depth - 1));
                    case 4 -> repeat(grammar(random, depth - 1), random.nextInt(2), 1 + random.nextInt(3));
                    default -> literal(TEXTS.get(random.nextInt(TEXTS.size())));
                };
        return listed.texts.size() <= MAX_TEXTS ? listed : literal("ab");
    }

    private static Listed literal(String text) {
        return new Listed(Grammar.literal(text), Set.of(oneCharPerByte(text.getBytes(StandardCharsets.UTF_8))));
    }

    private static Listed sequence(Listed a, Listed b) {
        return new Listed(Grammar.sequence(a.grammar, b.grammar), product(a.texts, b.texts));
    }

    private static Listed choice(Listed a, Listed b) {
        Set<String> texts = new LinkedHashSet<>(a.texts);
        texts.addAll(b.texts);
        return new Listed(Grammar.choice(a.grammar, b.grammar), texts);
    }

    private static Listed repeat(Listed a, int min, int max) {
        Set<String> power = Set.of("");
        Set<String> texts = new LinkedHashSet<>();
        for (int times = 0; times <= max && texts.size() <= MAX_TEXTS; times++) {
            if (times >= min) {
                texts.addAll(power);
            }
            power = product(power, a.texts);
        }
        return new Listed(Grammar.repeat(a.grammar, min, max), texts);
    }

    private static Set<String> product(Set<String> a, Set<String> b) {
        Set<String> texts = new LinkedHashSet<>();
        a.forEach(first -> b.forEach(second -> texts.add(first + second)));
        return texts;
    }

    private static String oneCharPerByte(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
