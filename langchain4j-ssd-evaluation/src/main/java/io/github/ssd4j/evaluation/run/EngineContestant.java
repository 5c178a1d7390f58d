package io.github.ssd4j.evaluation.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ssd4j.chat.ChatTemplate;
import io.github.ssd4j.chat.grammar.Grammar;
import io.github.ssd4j.chat.grammar.GrammarConstraint;
import io.github.ssd4j.chat.grammar.TokenVocabulary;
import io.github.ssd4j.chat.grammar.UnsupportedSchemaException;
import io.github.ssd4j.checkpoint.Tokenizer;
import io.github.ssd4j.decoder.Decoder;
import io.github.ssd4j.evaluation.prompt.Conversation;
import io.github.ssd4j.internal.Ensure;
import io.github.ssd4j.measurement.speed.DecodeSpeed;
import io.github.ssd4j.speculative.GenerationListener;
import io.github.ssd4j.speculative.GenerationOptions;
import io.github.ssd4j.speculative.GenerationResult;
import io.github.ssd4j.speculative.SpeculativeGenerator;
import io.github.ssd4j.speculative.TextPiece;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The engine with one way to decode. Several may share a decoder; each has its own KV cache and its own experience. */
public final class EngineContestant implements Contestant {

    private final String name;
    private final Decoder decoder;
    private final Tokenizer tokenizer;
    private final PromptEncoder prompts;
    private final GenerationOptions options;
    private final SpeculativeGenerator generator;
    private final Map<JsonNode, GrammarConstraint> constraints = new HashMap<>();
    private @Nullable TokenVocabulary vocabulary;

    /**
     * Closing it leaves the decoder open.
     *
     * @param template of the model; needed for conversations that are not raw
     */
    public EngineContestant(
            String name,
            Decoder decoder,
            Tokenizer tokenizer,
            Optional<ChatTemplate> template,
            GenerationOptions options) {
        this.name = Ensure.notBlank(name, "name");
        this.decoder = decoder;
        this.tokenizer = tokenizer;
        prompts = new PromptEncoder(tokenizer, template);
        this.options = options;
        generator = new SpeculativeGenerator(decoder, tokenizer);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Answer answer(String session, Conversation conversation, long seed) {
        GenerationOptions.Builder request = options.toBuilder().session(session).seed(seed);
        JsonNode schema = conversation.schema();
        if (schema != null) {
            // Compiling is done once for a schema, so it is not part of an answer's time.
            request.constraint(constraints.computeIfAbsent(schema, this::compile));
        }
        long start = System.nanoTime();
        int[] prompt = prompts.encode(conversation);
        int room = decoder.contextTokens() - options.maxTokens();
        if (prompt.length > room) {
            throw new LeftOutException("its prompt has %s tokens, but there is room for %s and an answer of %s"
                    .formatted(prompt.length, Math.max(0, room), options.maxTokens()));
        }
        RoundList rounds = new RoundList();
        GenerationResult result = generator.generate(prompt, request.build(), rounds);
        return new Answer(
                result.text(),
                result.tokens(),
                prompt.length,
                result.stats().generatedTokens(),
                DecodeSpeed.decodedTokens(result),
                result.stats().decode().toNanos(),
                System.nanoTime() - start,
                Rounds.of(rounds.list, result.stats().drafters()));
    }

    private GrammarConstraint compile(JsonNode schema) {
        if (vocabulary == null) {
            vocabulary = TokenVocabulary.of(tokenizer);
        }
        try {
            return new GrammarConstraint(
                    Grammar.json(schema),
                    vocabulary,
                    Set.copyOf(decoder.config().eosTokenIds()));
        } catch (UnsupportedSchemaException e) {
            throw new LeftOutException("its schema cannot be enforced: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        generator.close();
    }

    private static final class RoundList implements GenerationListener {

        private final List<Round> list = new ArrayList<>();

        @Override
        public void onText(TextPiece piece) {}

        @Override
        public void onRound(Round round) {
            list.add(round);
        }
    }
}
