package io.github.ssd4j.chat.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ssd4j.checkpoint.Tokenizer;
import io.github.ssd4j.internal.Json;
import io.github.ssd4j.speculative.TokenConstraint;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How deep an answer may go, and how much memory its constraint takes. */
class GrammarLimitsTest {

    private static final int AMPLE = 100_000;
    private static final TokenVocabulary BYTES =
            GrammarTokenizers.ofBytesAnd("[[", "[{\"", "},{\"", "\":[", "]]", "}]");

    /** The token {@code },{"}. */
    private static final int CLOSE_AND_OPEN = 258;

    @Test
    void an_answer_that_only_opens_arrays_should_have_to_close_them() throws Exception {
        GrammarConstraint constraint = new GrammarConstraint(Grammar.jsonObject(), BYTES, Set.of(300));
        StringBuilder text = new StringBuilder("{\"a\":");
        TokenConstraint.State state = after(constraint, text.toString());
        while (state.allowed(AMPLE).allows('[')) {
            assertThat(text.length()).as("an endless answer").isLessThan(1000);
            text.append('[');
            state = state.advance('[');
        }

        // the object is the first of 64
        assertThat(text).hasToString("{\"a\":" + "[".repeat(63));
        assertThat(Texts.ids(state.allowed(AMPLE))).contains((int) '1', (int) '"', (int) ']');
        for (int room = 65; !state.allowed(room).allows(300); room--) {
            int token = Texts.ids(state.allowed(1)).get(0);
            text.append(new String(BYTES.text(token, false), StandardCharsets.UTF_8));
            state = state.advance(token);
        }
        assertThat(Json.mapper().readTree(text.toString()).at("/a/0/0").isArray())
                .isTrue();
    }

    @Test
    void nesting_should_be_allowed_up_to_the_limit_or_to_what_the_schema_demands() {
        Grammar any = Grammar.json(Json.mapper().getNodeFactory().booleanNode(true));

        assertThat(Texts.accepts(any, "[".repeat(64) + "]".repeat(64))).isTrue();
        assertThat(Texts.accepts(any, "[".repeat(65) + "]".repeat(65))).isFalse();
        assertThat(Texts.accepts(any, "[" + "[[]],".repeat(70) + "1]"))
                .as("one beside the other")
                .isTrue();

        ObjectNode demanding = Json.mapper().createObjectNode();
        ObjectNode inner = demanding;
        for (int i = 0; i < 70; i++) {
            inner.put("type", "array").put("minItems", 1);
            inner = inner.putObject("items");
        }
        inner.put("const", 7);
        assertThat(Texts.accepts(Grammar.json(demanding), "[".repeat(70) + 7 + "]".repeat(70)))
                .isTrue();
    }

    @Test
    void memory_should_stay_within_its_limit_in_one_long_answer() {
        long limit = 300_000;
        GrammarConstraint bounded = new GrammarConstraint(Grammar.jsonObject(), BYTES, Set.of(300), 64, limit);
        GrammarConstraint unbounded =
                new GrammarConstraint(Grammar.jsonObject(), BYTES, Set.of(300), 64, Long.MAX_VALUE);
        long most = 0;
        Random random = new Random(3);
        // begun with what does not end at once, then at random: every few tokens a stack that was never there
        TokenConstraint.State state = after(bounded, "{\"a\":[");
        TokenConstraint.State free = after(unbounded, "{\"a\":[");
        for (int i = 0; i < 3000; i++) {
            List<Integer> allowed = Texts.ids(state.allowed(AMPLE));
            assertThat(Texts.ids(free.allowed(AMPLE))).isEqualTo(allowed);
            List<Integer> opening = allowed.stream()
                    .filter(id -> "[{,\"".indexOf(firstByte(id)) >= 0 || id == CLOSE_AND_OPEN)
                    .toList();
            List<Integer> choice = opening.isEmpty() || random.nextInt(3) == 0 ? allowed : opening;
            int token = choice.get(random.nextInt(choice.size()));
            if (allowed.contains(300)) {
                break;
            }
            state = state.advance(token);
            free = free.advance(token);
            most = Math.max(most, bounded.bytes());
        }

        assertThat(unbounded.bytes()).isGreaterThan(5 * limit);
        assertThat(most).isLessThan(2 * limit);
    }

    @Test
    void memory_that_starts_anew_with_every_token_should_change_no_mask() {
        try (Tokenizer tokenizer = GrammarTokenizers.stories()) {
            TokenVocabulary vocabulary = TokenVocabulary.of(tokenizer);
            RandomSchemas schemas = new RandomSchemas(5);
            for (int i = 0; i < 30; i++) {
                Grammar grammar = Grammar.json(schemas.next());
                Random random = new Random(i);
                TokenConstraint.State state = new GrammarConstraint(grammar, vocabulary, Set.of(2)).start();
                TokenConstraint.State forgetful =
                        new GrammarConstraint(grammar, vocabulary, Set.of(2), GrammarConstraint.MAX_DEPTH, 0).start();
                for (int room = 60; room > 0; room--) {
                    List<Integer> allowed = Texts.ids(state.allowed(room));
                    assertThat(Texts.ids(forgetful.allowed(room))).isEqualTo(allowed);
                    int token = allowed.get(random.nextInt(allowed.size()));
                    state = state.advance(token);
                    forgetful = forgetful.advance(token);
                }
            }
        }
    }

    @Test
    void an_enum_of_very_many_values_should_fit_into_memory() {
        ObjectNode schema = Json.mapper().createObjectNode();
        ArrayNode values = schema.putArray("enum");
        Random random = new Random(4);
        IntStream.range(0, 10_000).forEach(i -> values.add("value " + i + " " + Long.toHexString(random.nextLong())));

        GrammarConstraint constraint = new GrammarConstraint(Grammar.json(schema), BYTES, Set.of(300));

        TokenConstraint.State state = constraint.start();
        JsonNode chosen = values.get(9_999);
        for (byte b : chosen.toString().getBytes(StandardCharsets.UTF_8)) {
            assertThat(state.allowed(AMPLE).allows(b)).isTrue();
            state = state.advance(b);
        }
        assertThat(Texts.ids(state.allowed(AMPLE))).containsExactly(300);
    }

    private static int firstByte(int token) {
        byte[] text = BYTES.text(token, false);
        return text.length == 0 ? 0 : text[0];
    }

    private static TokenConstraint.State after(TokenConstraint constraint, String text) {
        TokenConstraint.State state = constraint.start();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            state = state.advance(b);
        }
        return state;
    }
}
