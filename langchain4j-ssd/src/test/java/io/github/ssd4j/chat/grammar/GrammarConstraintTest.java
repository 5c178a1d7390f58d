package io.github.ssd4j.chat.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.ssd4j.checkpoint.Tokenizer;
import io.github.ssd4j.internal.Json;
import io.github.ssd4j.speculative.TokenConstraint;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GrammarConstraintTest {

    private static final int AMPLE = 1000;

    @Test
    void should_allow_the_tokens_that_spell_the_grammar() {
        //                                                    0    1    2     3      4     5
        TokenVocabulary vocabulary = GrammarTokenizers.of("a", "b", "ab", "abc", "bc", "c");
        Grammar grammar =
                Grammar.sequence(Grammar.literal("a"), Grammar.choice(Grammar.literal("b"), Grammar.literal("bc")));
        TokenConstraint.State start = new GrammarConstraint(grammar, vocabulary, Set.of(9)).start();

        assertThat(Texts.ids(start.allowed(AMPLE))).containsExactly(0, 2, 3);
        assertThat(Texts.ids(start.advance(0).allowed(AMPLE))).containsExactly(1, 4);
        assertThat(Texts.ids(start.advance(2).allowed(AMPLE))).containsExactly(5, 9);
        assertThat(Texts.ids(start.advance(3).allowed(AMPLE))).containsExactly(9);
    }

    @Test
    void should_allow_only_stop_tokens_behind_a_stop_token() {
        Grammar grammar = Grammar.repeat(Grammar.literal("a"), 0, Grammar.UNBOUNDED);
        TokenConstraint.State start =
                new GrammarConstraint(grammar, GrammarTokenizers.of("a", "b"), Set.of(2, 3)).start();

        assertThat(Texts.ids(start.allowed(AMPLE))).containsExactly(0, 2, 3);
        assertThat(Texts.ids(start.advance(3).allowed(AMPLE))).containsExactly(2, 3);
        assertThatThrownBy(() -> start.advance(3).advance(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("token 0 is not allowed behind the end");
    }

    @Test
    void should_allow_only_what_can_be_ended_in_the_room() {
        //                                                    0    1    2     3
        TokenVocabulary vocabulary = GrammarTokenizers.of("a", "b", "bb", ".");
        // a needs one more token, b up to three
        Grammar grammar =
                Grammar.choice(Grammar.literal("a."), Grammar.sequence(Grammar.literal("bbb"), Grammar.literal(".")));
        TokenConstraint.State start = new GrammarConstraint(grammar, vocabulary, Set.of(9)).start();

        assertThat(Texts.ids(start.allowed(4))).containsExactly(0, 1, 2);
        assertThat(Texts.ids(start.allowed(3))).containsExactly(0, 1, 2);
        assertThat(Texts.ids(start.allowed(2))).containsExactly(0);
        assertThat(Texts.ids(start.allowed(1))).as("the shortest way").containsExactly(0);
        assertThat(Texts.ids(start.advance(1).allowed(1)))
                .as("the shortest way")
                .containsExactly(2);
    }

    @Test
    void should_not_begin_what_the_tokens_cannot_end() {
        // "ac" starts with a known token, but there is no c
        TokenVocabulary vocabulary = GrammarTokenizers.of("a", "b", "d");
        Grammar grammar = Grammar.choice(Grammar.literal("ac"), Grammar.literal("b"));
        TokenConstraint.State start = new GrammarConstraint(grammar, vocabulary, Set.of(9)).start();

        assertThat(Texts.ids(start.allowed(AMPLE))).containsExactly(1);
        assertThatThrownBy(() -> new GrammarConstraint(Grammar.literal("ac"), vocabulary, Set.of(9)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the tokens of the vocabulary must spell the grammar");
    }

    @Test
    void should_know_the_text_that_alone_can_follow_as_the_longest_tokens() throws JsonProcessingException {
        //                                                    0     1     2    3      4        5    6       7    8
        TokenVocabulary vocabulary = GrammarTokenizers.of("{", "\"", "n", "ame", "name", "1", "\":", ":", "}", " ");
        Grammar grammar = Grammar.json(Json.mapper().readTree("""
                                {"type": "object", "properties": {"name": {"const": 11}}, "required": ["name"],
                                 "additionalProperties": false}
                                """));
        TokenConstraint.State start = new GrammarConstraint(grammar, vocabulary, Set.of(20)).start();
        assertThat(start.forcedTokens()).as("space may follow").containsExactly(0);

        TokenConstraint.State inside = start.advance(0);
        assertThat(inside.forcedTokens()).as("space or a key").isEmpty();
        assertThat(inside.advance(1).forcedTokens())
                .as("up to where space may follow")
                .containsExactly(4, 6);
        TokenConstraint.State value = inside.advance(1).advance(2).advance(3).advance(6);
        assertThat(value.advance(5).forcedTokens()).as("the other digit").containsExactly(5);
        assertThat(value.advance(5).advance(5).advance(8).forcedTokens())
                .as("the end")
                .isEmpty();
    }

    @Test
    void should_give_the_same_object_for_the_same_set() {
        TokenVocabulary vocabulary = GrammarTokenizers.ofBytesAnd();
        GrammarConstraint constraint = new GrammarConstraint(Grammar.jsonObject(), vocabulary, Set.of(300));
        TokenConstraint.State key = after(constraint, "{\"a");
        TokenConstraint.State value = after(constraint, "{\"a\": [\"");

        assertThat(key.allowed(AMPLE))
                .isSameAs(value.allowed(AMPLE))
                .isSameAs(after(constraint, "{\"b").allowed(AMPLE));
    }

    @Test
    void should_let_no_stop_token_be_text() {
        TokenVocabulary vocabulary = GrammarTokenizers.of("a", "b", "ab");
        GrammarConstraint constraint = new GrammarConstraint(Grammar.literal("ab"), vocabulary, Set.of(2));

        assertThat(Texts.ids(constraint.start().allowed(AMPLE))).containsExactly(0);
        assertThat(Texts.ids(constraint.start().advance(0).advance(1).allowed(AMPLE)))
                .containsExactly(2);
    }

    @Test
    void should_follow_several_readings_at_once() {
        Grammar word = Grammar.repeat(Grammar.choice(Grammar.literal("a"), Grammar.literal("b")), 0, 3);
        Grammar grammar = Grammar.choice(
                Grammar.sequence(word, Grammar.literal("!")), Grammar.repeat(Grammar.literal("ab"), 2, 2));

        assertThat(List.of("!", "ab!", "aba!", "abab")).allMatch(text -> Texts.accepts(grammar, text));
        assertThat(List.of("", "ab", "abab!", "abb", "ababab")).noneMatch(text -> Texts.accepts(grammar, text));
    }

    @Test
    void should_end_repetitions_of_the_empty_text() {
        Grammar empty = Grammar.repeat(Grammar.literal(""), 0, Grammar.UNBOUNDED);
        Grammar grammar = Grammar.sequence(Grammar.repeat(empty, 3, Grammar.UNBOUNDED), Grammar.literal("a"));

        assertThat(Texts.accepts(grammar, "a")).isTrue();
        assertThat(Texts.accepts(grammar, "")).isFalse();
    }

    @Test
    void should_allow_the_space_that_a_tokenizer_drops_from_the_start() {
        try (Tokenizer tokenizer = GrammarTokenizers.stories()) {
            Grammar grammar = Grammar.literal("the");
            GrammarConstraint constraint = new GrammarConstraint(grammar, TokenVocabulary.of(tokenizer), Set.of(2));
            int withSpace = tokenizer.tokenId("▁the").getAsInt();
            int space = tokenizer.tokenId("▁").getAsInt();

            assertThat(tokenizer.decode(withSpace)).isEqualTo("the");
            assertThat(constraint.start().allowed(AMPLE).allows(withSpace)).isTrue();
            assertThat(constraint.start().allowed(AMPLE).allows(space)).isFalse();
            assertThat(constraint
                            .start()
                            .advance(tokenizer.tokenId("t").getAsInt())
                            .allowed(AMPLE)
                            .allows(withSpace))
                    .isFalse();
        }
    }

    @Test
    void should_give_every_thread_the_same_masks() {
        TokenVocabulary vocabulary = GrammarTokenizers.ofBytesAnd("\": ", "\", \"", "[[", "}]", "ab");
        GrammarConstraint shared = new GrammarConstraint(Grammar.jsonObject(), vocabulary, Set.of(300));

        List<List<Integer>> together = IntStream.range(0, 64)
                .parallel()
                .mapToObj(i -> walk(shared, i % 16))
                .toList();

        for (int i = 0; i < together.size(); i++) {
            GrammarConstraint alone = new GrammarConstraint(Grammar.jsonObject(), vocabulary, Set.of(300));
            assertThat(together.get(i)).isEqualTo(walk(alone, i % 16));
        }
    }

    @Test
    void should_stay_within_the_grammar_where_there_are_too_many_readings() throws JsonProcessingException {
        // each level can be read in three ways, which only its end tells apart
        String option = "{\"properties\": {\"l\": {\"$ref\": \"#\"}, \"%s\": {\"type\": \"null\"}}}";
        Grammar grammar = Grammar.json(Json.mapper()
                .readTree("{\"anyOf\": [%s, %s, %s]}"
                        .formatted(option.formatted("a"), option.formatted("b"), option.formatted("c"))));

        assertThat(Texts.accepts(grammar, "{\"l\":".repeat(4) + "{\"c\":null}" + ",\"a\":null}".repeat(4)))
                .isTrue();
        // too deep for all of them: some texts are given up, but what is begun can be ended
        GrammarConstraint constraint = new GrammarConstraint(grammar, GrammarTokenizers.ofBytesAnd(), Set.of(300));
        TokenConstraint.State state = after(constraint, "{\"l\":".repeat(12));
        int room = 200;
        while (!state.allowed(1).allows(300)) {
            List<Integer> allowed = Texts.ids(state.allowed(room--));
            state = state.advance(allowed.get(room % allowed.size()));
        }
        assertThat(room).isNotNegative();
    }

    @Test
    void should_refuse_what_it_cannot_use() {
        TokenVocabulary vocabulary = GrammarTokenizers.of("a");
        Grammar grammar = Grammar.literal("a");

        assertThatThrownBy(() -> new GrammarConstraint(grammar, vocabulary, Set.of()))
                .hasMessage("stopTokens cannot be empty");
        assertThatThrownBy(() -> new GrammarConstraint(grammar, vocabulary, Set.of(9))
                        .start()
                        .allowed(0))
                .hasMessage("room must be greater than zero, but is: 0");
        assertThatThrownBy(() -> new GrammarConstraint(grammar, vocabulary, Set.of(9))
                        .start()
                        .advance(5))
                .hasMessage("token 5 is not allowed here");
        assertThatThrownBy(() -> Grammar.repeat(grammar, 2, 1)).hasMessage("min must be between 0 and 1, but is: 2");
    }

    private static List<Integer> walk(GrammarConstraint constraint, long seed) {
        Random random = new Random(seed);
        List<Integer> ids = new ArrayList<>();
        TokenConstraint.State state = constraint.start();
        for (int room = 80; room > 0; room--) {
            List<Integer> allowed = Texts.ids(state.allowed(room));
            ids.add(allowed.get(random.nextInt(allowed.size())));
            state = state.advance(ids.get(ids.size() - 1));
        }
        return ids;
    }

    private static TokenConstraint.State after(TokenConstraint constraint, String text) {
        TokenConstraint.State state = constraint.start();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            state = state.advance(b & 0xFF);
        }
        return state;
    }
}
