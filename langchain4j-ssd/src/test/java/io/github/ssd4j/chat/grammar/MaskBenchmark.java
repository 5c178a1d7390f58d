package io.github.ssd4j.chat.grammar;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.ssd4j.checkpoint.Tokenizer;
import io.github.ssd4j.internal.Json;
import io.github.ssd4j.speculative.TokenConstraint;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Prints what masks cost with the vocabulary of SmolLM2: {@code -Dssd.test.model=...gguf}. */
final class MaskBenchmark {

    private static final int AMPLE = 4096;

    private static final String SCHEMA = """
            {"type": "object",
             "properties": {
               "name": {"type": "string"}, "age": {"type": "integer"}, "height": {"type": "number"},
               "married": {"type": "boolean"}, "role": {"enum": ["admin", "author", "reader"]},
               "address": {"type": "object",
                           "properties": {"street": {"type": "string"}, "city": {"type": "string"}},
                           "required": ["street", "city"]},
               "tags": {"type": "array", "items": {"type": "string"}}},
             "required": ["name", "age", "address"]}
            """;

    private static final String ANSWER = """
            {"name": "Ada Lovelace, Countess of the \\"Analytical\\" Engine", "age": 36, "height": 1.65, "married": true, \
            "role": "author", "address": {"street": "12 St James's Square, next to the library", "city": "London"}, \
            "tags": ["mathematics", "poetry and science", "Bernoulli numbers", "größte Übersetzerin"]}""";

    private final TokenVocabulary vocabulary;
    private final Tokenizer tokenizer;
    private final int stop;

    private MaskBenchmark(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
        this.stop = tokenizer.tokenId("<|im_end|>").getAsInt();
        long start = System.nanoTime();
        this.vocabulary = TokenVocabulary.of(tokenizer);
        print("vocabulary of %d tokens, cold JVM".formatted(vocabulary.size()), List.of(System.nanoTime() - start));
        start = System.nanoTime();
        vocabulary.table(JsonLexemes.STRING);
        print("table of strings, cold JVM", List.of(System.nanoTime() - start));
    }

    public static void main(String[] args) throws JsonProcessingException {
        try (Tokenizer tokenizer = GrammarTokenizers.smolLm2().orElseThrow()) {
            MaskBenchmark benchmark = new MaskBenchmark(tokenizer);
            for (int round = 1; round <= 3; round++) {
                System.out.printf("round %d%n", round);
                benchmark.answers();
                benchmark.rooms();
                benchmark.stacks();
            }
        }
    }

    private void answers() throws JsonProcessingException {
        long start = System.nanoTime();
        Grammar grammar = Grammar.json(Json.mapper().readTree(SCHEMA));
        GrammarConstraint constraint = new GrammarConstraint(grammar, vocabulary, Set.of(stop));
        print("schema to constraint", List.of(System.nanoTime() - start));
        print("mask, first answer", masks(constraint, ANSWER, AMPLE));
        print("mask, same answer again", masks(constraint, ANSWER, AMPLE));
    }

    /** Every mask has its own limit. */
    private void rooms() throws JsonProcessingException {
        Grammar grammar = Grammar.json(Json.mapper().readTree(SCHEMA));
        GrammarConstraint constraint = new GrammarConstraint(grammar, vocabulary, Set.of(stop));
        masks(constraint, ANSWER, AMPLE);
        int length = tokenizer.encode(ANSWER, false).length;
        print("mask, little room", masks(constraint, ANSWER, length + 2));
    }

    /** Nested arrays: each string stands on a stack that was never seen. */
    private void stacks() {
        GrammarConstraint constraint = new GrammarConstraint(Grammar.jsonObject(), vocabulary, Set.of(stop));
        masks(constraint, "{\"a\": \"b c\"", AMPLE);
        List<Long> nanos = new ArrayList<>();
        TokenConstraint.State outside = advance(constraint.start(), "{\"a\":");
        for (int depth = 0; depth < 60; depth++) {
            outside = advance(outside, "[");
            TokenConstraint.State inside = advance(outside, "\"");
            long start = System.nanoTime();
            inside.allowed(AMPLE);
            nanos.add(System.nanoTime() - start);
        }
        print("mask, new stack inside a string", nanos);
    }

    /** The time of each mask and the step behind it. */
    private List<Long> masks(GrammarConstraint constraint, String text, int room) {
        List<Long> nanos = new ArrayList<>();
        int left = room;
        TokenConstraint.State state = constraint.start();
        for (int id : tokenizer.encode(text, false)) {
            long start = System.nanoTime();
            boolean allowed = state.allowed(left--).allows(id);
            if (allowed) {
                state = state.advance(id);
            }
            nanos.add(System.nanoTime() - start);
            if (!allowed) {
                throw new IllegalStateException("not allowed: token " + id + " of " + text);
            }
        }
        return nanos;
    }

    private TokenConstraint.State advance(TokenConstraint.State state, String text) {
        TokenConstraint.State next = state;
        for (int id : tokenizer.encode(text, false)) {
            next = next.advance(id);
        }
        return next;
    }

    private static void print(String what, List<Long> nanos) {
        List<Long> sorted = nanos.stream().sorted(Comparator.naturalOrder()).toList();
        System.out.printf(
                "%-45s n %4d  mean %8.3f ms  median %8.3f ms  max %8.3f ms%n",
                what,
                sorted.size(),
                nanos.stream().mapToLong(Long::longValue).average().orElseThrow() / 1e6,
                sorted.get(sorted.size() / 2) / 1e6,
                sorted.get(sorted.size() - 1) / 1e6);
    }
}
