package io.github.ssd4j;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import io.github.ssd4j.chat.ChatTemplate;
import io.github.ssd4j.chat.grammar.Grammar;
import io.github.ssd4j.chat.grammar.GrammarConstraint;
import io.github.ssd4j.chat.grammar.RandomSchemas;
import io.github.ssd4j.chat.grammar.TokenVocabulary;
import io.github.ssd4j.decoder.SkipProfile;
import io.github.ssd4j.speculative.DraftPolicy;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A model that knows nothing but children's stories writes JSON under random schemas; another library judges it. */
class ConstrainedAnswersTest {

    private static final int SCHEMAS = Repeats.of(50, 200);

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final JsonSchemaFactory VALIDATORS = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

    @Test
    void every_answer_should_be_valid_under_its_schema() throws Exception {
        int accepted = 0;
        try (SsdEngine engine = SsdEngine.builder()
                        .model(ScriptedEngine.STORIES)
                        .device("cpu")
                        .dtype("float32")
                        .contextTokens(512)
                        .chatTemplate(ChatTemplate.plain())
                        .skipProfile(SkipProfile.of("some", List.of(2), List.of(3)))
                        .draftPolicy(DraftPolicy.fixed(3))
                        .build();
                SsdChatModel model = SsdChatModel.builder().engine(engine).build()) {
            TokenVocabulary vocabulary = TokenVocabulary.of(engine.tokenizer());
            Set<Integer> stopTokens = Set.copyOf(engine.config().eosTokenIds());
            RandomSchemas schemas = new RandomSchemas(11);
            Random random = new Random(11);
            for (int i = 0; i < SCHEMAS; i++) {
                JsonNode schema = schemas.next();
                int shortest = new GrammarConstraint(Grammar.json(schema), vocabulary, stopTokens).shortestLength();

                var response = model.chat(request(schema, shortest, random));

                String text = String.valueOf(response.aiMessage().text());
                assertThat(VALIDATORS.getSchema(schema).validate(MAPPER.readTree(text)))
                        .as("schema %s: %s under %s", i, text, schema)
                        .isEmpty();
                accepted += ((SsdChatResponseMetadata) response.metadata())
                        .statistics()
                        .acceptedTokens();
            }
        }
        assertThat(accepted).as("accepted drafts").isGreaterThan(SCHEMAS);
    }

    /** Greedy or sampled, with much room or with hardly any. */
    private static ChatRequest request(JsonNode schema, int shortest, Random random) {
        return ChatRequest.builder()
                .messages(UserMessage.from("Once upon a time"))
                .parameters(SsdChatRequestParameters.builder()
                        .responseFormat(format(schema))
                        .maxOutputTokens(shortest + random.nextInt(4) * 25)
                        .temperature(random.nextInt(2) * 1.2)
                        .seed(random.nextLong())
                        .speculative(random.nextInt(4) > 0)
                        .draftPolicy(DraftPolicy.fixed(3))
                        .build())
                .build();
    }

    private static ResponseFormat format(JsonNode schema) {
        return ResponseFormat.builder()
                .type(ResponseFormatType.JSON)
                .jsonSchema(JsonSchema.builder()
                        .name("random")
                        .rootElement(JsonRawSchema.from(schema.toString()))
                        .build())
                .build();
    }
}
