package io.github.ssd4j.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ssd4j.internal.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;

/** The byte-level BPE tokenizer of minimind, written as the metadata of a GGUF file as converters do. */
final class MinimindGguf {

    private MinimindGguf() {}

    static GgufWriter writer() {
        try {
            JsonNode tokenizer = Json.mapper().readTree(TestModels.minimindTokenizer());
            String[] tokens = new String[tokenizer.get("model").get("vocab").size()];
            int[] types = new int[tokens.length];
            Arrays.fill(types, 1);
            for (Map.Entry<String, JsonNode> entry :
                    tokenizer.get("model").get("vocab").properties()) {
                tokens[entry.getValue().intValue()] = entry.getKey();
            }
            for (JsonNode added : tokenizer.get("added_tokens")) {
                types[added.get("id").intValue()] = added.get("special").booleanValue() ? 3 : 4;
            }
            JsonNode merges = tokenizer.get("model").get("merges");
            String[] pairs = new String[merges.size()];
            for (int i = 0; i < pairs.length; i++) {
                JsonNode merge = merges.get(i);
                pairs[i] = merge.isTextual()
                        ? merge.textValue()
                        : merge.get(0).textValue() + " " + merge.get(1).textValue();
            }
            return new GgufWriter()
                    .with("tokenizer.ggml.model", "gpt2")
                    .with("tokenizer.ggml.pre", "gpt-2")
                    .with("tokenizer.ggml.tokens", tokens)
                    .with("tokenizer.ggml.token_type", types)
                    .with("tokenizer.ggml.merges", pairs);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
