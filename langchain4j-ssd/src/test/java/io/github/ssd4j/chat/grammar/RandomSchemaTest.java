package io.github.ssd4j.chat.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.github.ssd4j.checkpoint.Tokenizer;
import io.github.ssd4j.decoder.TokenMask;
import io.github.ssd4j.speculative.TokenConstraint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whatever a model picks from the masks, what it writes is valid: judged by another library. */
class RandomSchemaTest {

    private static final int SCHEMAS = 1000;
    private static final int ROOM = 150;

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final JsonSchemaFactory VALIDATORS = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

    @Test
    void random_answers_should_be_valid_with_a_small_vocabulary() {
        try (Tokenizer tokenizer = GrammarTokenizers.stories()) {
            check(tokenizer, 2, SCHEMAS, 3);
        }
    }

    @Test
    void random_answers_should_be_valid_with_a_large_vocabulary() {
        Optional<Tokenizer> smolLm2 = GrammarTokenizers.smolLm2();
        assumeTrue(smolLm2.isPresent(), "no real model");
        try (Tokenizer tokenizer = smolLm2.get()) {
            check(tokenizer, tokenizer.tokenId("<|im_end|>").getAsInt(), SCHEMAS, 2);
        }
    }

    @Test
    void random_answers_should_be_valid_where_depth_and_memory_are_short() {
        try (Tokenizer tokenizer = GrammarTokenizers.stories()) {
            check(tokenizer, 2, 60, 3, 1, 0);
        }
    }

    private static void check(Tokenizer tokenizer, int stop, int schemas, int answersEach) {
        check(tokenizer, stop, schemas, answersEach, GrammarConstraint.MAX_DEPTH, Long.MAX_VALUE);
    }

    private static void check(
            Tokenizer tokenizer, int stop, int schemas, int answersEach, int maxDepth, long maxBytes) {
        TokenVocabulary vocabulary = TokenVocabulary.of(tokenizer);
        RandomSchemas random = new RandomSchemas(7);
        for (int i = 0; i < schemas; i++) {
            JsonNode schema = random.next();
            GrammarConstraint constraint =
                    new GrammarConstraint(Grammar.json(schema), vocabulary, Set.of(stop), maxDepth, maxBytes);
            JsonSchema validator = VALIDATORS.getSchema(schema);
            for (int answer = 0; answer < answersEach; answer++) {
                // once in a while less room than the shortest answer needs
                int room = answer == 1 ? 1 + i % 40 : ROOM;
                List<Integer> ids = walk(constraint, stop, room, new Random(31L * i + answer));
                String text = tokenizer.decode(
                        ids.stream().mapToInt(Integer::intValue).toArray());

                assertThat(validator.validate(parse(text, schema)))
                        .as("%s under %s", text, schema)
                        .isEmpty();
                if (constraint.shortestLength() < room) {
                    assertThat(ids).as("%s under %s", text, schema).hasSizeLessThanOrEqualTo(room);
                }
            }
        }
    }

    @Test
    void annotations_should_change_no_answer() {
        try (Tokenizer tokenizer = GrammarTokenizers.stories()) {
            TokenVocabulary vocabulary = TokenVocabulary.of(tokenizer);
            RandomSchemas schemas = new RandomSchemas(8);
            RandomAnnotations annotations = new RandomAnnotations(9);
            for (int i = 0; i < SCHEMAS / 4; i++) {
                JsonNode schema = schemas.next();
                JsonNode annotated = annotations.addTo(schema);

                assertThat(answer(annotated, vocabulary, i))
                        .as(annotated.toString())
                        .isEqualTo(answer(schema, vocabulary, i));
            }
            assertThat(annotations.added()).isGreaterThan(1000);
        }
    }

    private static List<Integer> answer(JsonNode schema, TokenVocabulary vocabulary, long seed) {
        GrammarConstraint constraint = new GrammarConstraint(Grammar.json(schema), vocabulary, Set.of(2));
        return walk(constraint, 2, ROOM, new Random(seed));
    }

    /** Tokens picked at random until the text ends, the stop token left out. */
    private static List<Integer> walk(GrammarConstraint constraint, int stop, int room, Random random) {
        List<Integer> ids = new ArrayList<>();
        TokenConstraint.State state = constraint.start();
        while (true) {
            assertThat(ids).hasSizeLessThan(5000);
            TokenMask mask = state.allowed(Math.max(1, room - ids.size()));
            int token = pick(mask, random);
            // an engine cuts here, where the text must be complete if there was room for it
            boolean cut = ids.size() >= room && mask.allows(stop);
            if (cut || token == stop) {
                assertThat(state.advance(stop).allowed(1).count()).isEqualTo(1);
                return ids;
            }
            ids.add(token);
            state = state.advance(token);
        }
    }

    private static int pick(TokenMask mask, Random random) {
        assertThat(mask.count()).isPositive();
        int left = random.nextInt(mask.count());
        int token = mask.first();
        while (left > 0) {
            token++;
            if (mask.allows(token)) {
                left--;
            }
        }
        return token;
    }

    private static JsonNode parse(String text, JsonNode schema) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("%s under %s".formatted(text, schema), e);
        }
    }
}
