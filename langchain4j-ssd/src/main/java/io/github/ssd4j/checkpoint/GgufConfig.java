package io.github.ssd4j.checkpoint;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes a {@link ModelConfig} of the metadata of a GGUF file; what the decoder cannot do is refused. */
final class GgufConfig {

    private static final String HIDDEN = "embedding_length";
    private static final String HEADS = "attention.head_count";
    private static final String KEY_VALUE_HEADS = "attention.head_count_kv";
    private static final String HEAD_DIM = "attention.key_length";
    private static final String EPS = "attention.layer_norm_rms_epsilon";
    private static final String THETA = "rope.freq_base";

    /** Keys that change what layers do where they are not 0; a family may read some of them. */
    private static final List<String> CHANGING = List.of(
            "expert_count",
            "logit_scale",
            "residual_scale",
            "embedding_scale",
            "attn_logit_softcapping",
            "final_logit_softcapping",
            "attention.scale",
            "attention.clamp_kqv",
            "attention.max_alibi_bias",
            "attention.temperature_length",
            "attention.temperature_scale");

    private static final String OUTPUT_TENSOR = "output.weight";

    private final Path file;
    private final GgufMetadata metadata;
    private final Map<String, StoredTensor> tensors;
    private final Family family;

    private GgufConfig(GgufMetadata metadata, Map<String, StoredTensor> tensors) {
        this.file = metadata.file();
        this.metadata = metadata;
        this.tensors = tensors;
        this.family = family(metadata);
    }

    static ModelConfig parse(GgufMetadata metadata, Map<String, StoredTensor> tensors) {
        return new GgufConfig(metadata, tensors).parse();
    }

    static Family family(GgufMetadata metadata) {
        return Families.ofGguf(
                metadata.file(), metadata.text("general.architecture").orElse("(none)"));
    }

    /** The keys of a network begin with the name of its architecture. */
    private String key(String name) {
        return family.ggufArchitecture() + "." + name;
    }

    private ModelConfig parse() {
        checkSupported();
        int vocabSize = vocabSize();
        int hiddenSize = metadata.integer(key(HIDDEN), 1, Limits.WIDTH);
        int heads = metadata.integer(key(HEADS), 1, Limits.WIDTH);
        int keyValueHeads = metadata.integer(key(KEY_VALUE_HEADS), 1, Limits.WIDTH, heads);
        Limits.checkHeads(file, key(HEADS), heads, key(KEY_VALUE_HEADS), keyValueHeads);
        int headDim = headDim(hiddenSize, heads);
        int layers = metadata.integer(key("block_count"), 1, Limits.LAYERS);
        NetworkSpec network = family.network(metadata, new Family.Sizes(layers, hiddenSize, heads, headDim));
        checkWindow(network);
        int contextTokens = metadata.integer(key("context_length"), 1, Limits.CONTEXT);
        double theta = Limits.checkTheta(file, key(THETA), GgufRope.shortest(metadata.number(key(THETA), 10_000)));
        RopeScaling scaling =
                GgufRope.read(metadata, tensors, family.ggufArchitecture(), theta, network.rotaryDims(), contextTokens);
        return new ModelConfig(
                family.modelType(),
                vocabSize,
                hiddenSize,
                metadata.integer(key("feed_forward_length"), 1, Limits.WIDTH),
                layers,
                heads,
                keyValueHeads,
                headDim,
                Limits.checkEps(file, key(EPS), GgufRope.shortest(metadata.number(key(EPS)))),
                theta,
                scaling,
                scaling.contextTokens(contextTokens),
                !tensors.containsKey(OUTPUT_TENSOR),
                eosTokenIds(vocabSize),
                network);
    }

    private void checkSupported() {
        for (String name : CHANGING) {
            String key = key(name);
            if (metadata.has(key) && !family.understood().contains(name) && metadata.number(key) != 0) {
                throw unsupported("%s %s".formatted(key, metadata.number(key)), "0");
            }
        }
    }

    private void checkWindow(NetworkSpec network) {
        int window = Family.window(metadata, family.ggufArchitecture());
        if (window > 0 && network.windowedLayers().isEmpty()) {
            throw unsupported(key("attention.sliding_window") + " " + window, "0");
        }
    }

    private int vocabSize() {
        String key = key("vocab_size");
        return metadata.has(key)
                ? metadata.integer(key, 1, Limits.VOCABULARY)
                : metadata.strings("tokenizer.ggml.tokens").length;
    }

    private int headDim(int hiddenSize, int heads) {
        if (!metadata.has(key(HEAD_DIM))) {
            Limits.checkHeadWidth(file, key(HIDDEN), hiddenSize, key(HEADS), heads);
        }
        int headDim = metadata.integer(key(HEAD_DIM), 1, Limits.WIDTH, hiddenSize / heads);
        Limits.checkEven(file, key(HEAD_DIM), headDim);
        checkWhole(key("attention.value_length"), headDim);
        if (!family.understood().contains("partial_rotary_factor")) {
            checkWhole(key("rope.dimension_count"), headDim);
        }
        return headDim;
    }

    private void checkWhole(String key, int headDim) {
        int other = metadata.integer(key, 1, Limits.WIDTH, headDim);
        if (other != headDim) {
            throw unsupported("%s %d".formatted(key, other), "the width of a head, %d".formatted(headDim));
        }
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
