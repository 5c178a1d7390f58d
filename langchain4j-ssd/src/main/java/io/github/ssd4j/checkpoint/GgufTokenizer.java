package io.github.ssd4j.checkpoint;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.ssd4j.internal.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Builds, from the metadata of a GGUF file, the {@code tokenizer.json} that the native library takes. */
final class GgufTokenizer {

    private final GgufMetadata metadata;
    private final GgufVocabulary vocabulary;
    private final HeapBudget heap;

    private GgufTokenizer(GgufMetadata metadata) {
        this.metadata = metadata;
        this.heap = new HeapBudget(metadata.file());
        this.vocabulary = new GgufVocabulary(metadata);
    }

    static TokenizerDefinition define(GgufMetadata metadata) {
        return new GgufTokenizer(metadata).define();
    }

    private TokenizerDefinition define() {
        GgufTokenizerModel model = model();
        return new TokenizerDefinition(
                metadata.file(),
                json(model),
                vocabulary.index(),
                model.detokenizer(),
                tokenId("bos").stream().mapToObj(vocabulary::token).findFirst(),
                tokenId("eos").stream().mapToObj(vocabulary::token).findFirst());
    }

    private GgufTokenizerModel model() {
        String kind = metadata.text("tokenizer.ggml.model").orElse("(none)");
        return switch (kind) {
            case "gpt2" -> new GgufByteLevelBpe(metadata, vocabulary.index());
            case "llama" -> new GgufSentencePiece(metadata, vocabulary, heap);
            default ->
                throw new CheckpointException(
                        metadata.file(),
                        "tokenizer.ggml.model %s is not supported; supported: gpt2, llama".formatted(kind));
        };
    }

    private OptionalInt tokenId(String name) {
        String key = "tokenizer.ggml." + name + "_token_id";
        return metadata.has(key)
                ? OptionalInt.of(metadata.integer(key, 0, vocabulary.size() - 1))
                : OptionalInt.empty();
    }

    private String json(GgufTokenizerModel model) {
        BudgetedWriter text = new BudgetedWriter(heap);
        try (JsonGenerator json = Json.mapper().createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("version", "1.0");
            vocabulary.writeAddedTokens(json);
            json.writePOJOField("normalizer", model.normalizer().orElse(null));
            json.writePOJOField("pre_tokenizer", model.preTokenizer().orElse(null));
            json.writePOJOField("post_processor", postProcessor(model).orElse(null));
            json.writeObjectFieldStart("model");
            json.writeStringField("type", "BPE");
            vocabulary.writeVocab(json);
            model.writeRest(json);
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return text.toString();
    }

    /** Puts the tokens around a text that {@code add_bos_token} and {@code add_eos_token} ask for. */
    private Optional<Object> postProcessor(GgufTokenizerModel model) {
        OptionalInt bos = metadata.flag("tokenizer.ggml.add_bos_token", model.addsBosByDefault())
                ? tokenId("bos")
                : OptionalInt.empty();
        OptionalInt eos = metadata.flag("tokenizer.ggml.add_eos_token", false) ? tokenId("eos") : OptionalInt.empty();
        if (bos.isEmpty() && eos.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Object> used = new LinkedHashMap<>();
        List<Object> template = new ArrayList<>();
        bos.ifPresent(id -> template.add(use(id, used)));
        template.add(Map.of("Sequence", Map.of("id", "A", "type_id", 0)));
        eos.ifPresent(id -> template.add(use(id, used)));
        return Optional.of(Map.of(
                "type",
                "TemplateProcessing",
                "single",
                template,
                "pair",
                List.of(
                        Map.of("Sequence", Map.of("id", "A", "type_id", 0)),
                        Map.of("Sequence", Map.of("id", "B", "type_id", 1))),
                "special_tokens",
                used));
    }

    private Object use(int id, Map<String, Object> used) {
        String token = vocabulary.token(id);
        used.put(token, Map.of("id", token, "ids", List.of(id), "tokens", List.of(token)));
        return Map.of("SpecialToken", Map.of("id", token, "type_id", 0));
    }
}
