package io.github.ssd4j.checkpoint;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes a {@link ModelConfig} of the metadata of a GGUF file; what the decoder cannot do is refused. */
final class GgufConfig {

    private static final String ARCHITECTURE = "llama";
    private static final String HIDDEN = "llama.embedding_length";
    private static final String HEADS = "llama.attention.head_count";
    private static final String KEY_VALUE_HEADS = "llama.attention.head_count_kv";
    private static final String HEAD_DIM = "llama.attention.key_length";
    private static final String EPS = "llama.attention.layer_norm_rms_epsilon";
    private static final String THETA = "llama.rope.freq_base";

    private static final String OUTPUT_TENSOR = "output.weight";

    private final Path file;
    private final GgufMetadata metadata;
    private final Map<String, StoredTensor> tensors;

    private GgufConfig(GgufMetadata metadata, Map<String, StoredTensor> tensors) {
        this.file = metadata.file();
        this.metadata = metadata;
        this.tensors = tensors;
    }

    static ModelConfig parse(GgufMetadata metadata, Map<String, StoredTensor> tensors) {
        return new GgufConfig(metadata, tensors).parse();
    }

    private ModelConfig parse() {
        checkSupported();
        int vocabSize = vocabSize();
        int hiddenSize = metadata.integer(HIDDEN, 1, Limits.WIDTH);
        int heads = metadata.integer(HEADS, 1, Limits.WIDTH);
        int keyValueHeads = metadata.integer(KEY_VALUE_HEADS, 1, Limits.WIDTH, heads);
        Limits.checkHeads(file, HEADS, heads, KEY_VALUE_HEADS, keyValueHeads);
        int headDim = headDim(hiddenSize, heads);
        int contextTokens = metadata.integer("llama.context_length", 1, Limits.CONTEXT);
        double theta = Limits.checkTheta(file, THETA, GgufRope.shortest(metadata.number(THETA, 10_000)));
        RopeScaling scaling = GgufRope.read(metadata, tensors, ARCHITECTURE, theta, headDim, contextTokens);
        return new ModelConfig(
                ARCHITECTURE,
                vocabSize,
                hiddenSize,
                metadata.integer("llama.feed_forward_length", 1, Limits.WIDTH),
                metadata.integer("llama.block_count", 1, Limits.LAYERS),
                heads,
                keyValueHeads,
                headDim,
                Limits.checkEps(file, EPS, GgufRope.shortest(metadata.number(EPS))),
                theta,
                scaling,
                scaling.contextTokens(contextTokens),
                !tensors.containsKey(OUTPUT_TENSOR),
                eosTokenIds(vocabSize));
    }

    private void checkSupported() {
        String architecture = metadata.text("general.architecture").orElse("(none)");
        if (!architecture.equals(ARCHITECTURE)) {
            throw unsupported("general.architecture " + architecture, ARCHITECTURE);
        }
        int parts = metadata.integer("split.count", 0, Integer.MAX_VALUE, 1);
        if (parts > 1) {
            throw unsupported("split.count " + parts, "one file; llama-gguf-split --merge joins the parts");
        }
        for (String key : List.of("llama.attention.sliding_window", "llama.expert_count")) {
            int value = metadata.integer(key, 0, Integer.MAX_VALUE, 0);
            if (value > 0) {
                throw unsupported(key + " " + value, "0");
            }
        }
    }

    private int vocabSize() {
        String key = "llama.vocab_size";
        return metadata.has(key)
                ? metadata.integer(key, 1, Limits.VOCABULARY)
                : metadata.strings("tokenizer.ggml.tokens").length;
    }

    private int headDim(int hiddenSize, int heads) {
        if (!metadata.has(HEAD_DIM)) {
            Limits.checkHeadWidth(file, HIDDEN, hiddenSize, HEADS, heads);
        }
        int headDim = metadata.integer(HEAD_DIM, 1, Limits.WIDTH, hiddenSize / heads);
        Limits.checkEven(file, HEAD_DIM, headDim);
        for (String key : List.of("llama.attention.value_length", "llama.rope.dimension_count")) {
            int other = metadata.integer(key, 1, Limits.WIDTH, headDim);
            if (other != headDim) {
                throw unsupported("%s %d".formatted(key, other), "the width of a head, %d".formatted(headDim));
            }
        }
        return headDim;
    }

    /** End of sequence, of turn and of message, where the file gives them. */
    private List<Integer> eosTokenIds(int vocabSize) {
        Set<Integer> ids = new LinkedHashSet<>();
        for (String name : List.of("eos", "eot", "eom")) {
            String key = "tokenizer.ggml." + name + "_token_id";
            if (metadata.has(key)) {
                ids.add(metadata.integer(key, 0, vocabSize - 1));
            }
        }
        return List.copyOf(ids);
    }

    private CheckpointException unsupported(String what, String supported) {
        return new CheckpointException(file, "%s is not supported; supported: %s".formatted(what, supported));
    }
}
