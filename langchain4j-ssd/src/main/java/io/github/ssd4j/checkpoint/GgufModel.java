package io.github.ssd4j.checkpoint;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Opens a GGUF file of the llama architecture. */
final class GgufModel {

    private static final String ARCHITECTURE = "llama";
    private static final String EXTENSION = ".gguf";
    private static final String OUTPUT = "output.weight";

    private final Path file;
    private final GgufMetadata metadata;
    private final Map<String, StoredTensor> stored;

    private GgufModel(Path file, GgufFile gguf) {
        this.file = file;
        this.metadata = gguf.metadata();
        this.stored = gguf.tensors();
    }

    static Checkpoint open(Path file) {
        return new GgufModel(file, GgufFile.read(file)).open();
    }

    private Checkpoint open() {
        checkSupported();
        ModelConfig config = config();
        Map<String, TensorInfo> tensors = TensorTable.select(file, LlamaTensors.shapes(config), GgufNames::of, stored);
        return new OpenedCheckpoint(
                file,
                name(),
                config,
                RotaryLayout.INTERLEAVED,
                tensors,
                new Tokenizer(GgufTokenizer.define(metadata)),
                metadata.text("tokenizer.chat_template"));
    }

    private String name() {
        String name = String.valueOf(file.getFileName());
        return name.endsWith(EXTENSION) ? name.substring(0, name.length() - EXTENSION.length()) : name;
    }

    private void checkSupported() {
        String architecture = metadata.text("general.architecture").orElse("(none)");
        if (!architecture.equals(ARCHITECTURE)) {
            throw unsupported("general.architecture " + architecture, ARCHITECTURE);
        }
        int parts = metadata.integer("split.count", 0, Integer.MAX_VALUE, 1);
        if (parts > 1) {
            throw unsupported(
                    "a model split into %d files".formatted(parts), "one file; llama-gguf-split --merge joins them");
        }
        int experts = metadata.integer("llama.expert_count", 0, Integer.MAX_VALUE, 0);
        if (experts > 0) {
            throw unsupported("llama.expert_count " + experts, "0");
        }
    }

    private CheckpointException unsupported(String what, String supported) {
        return new CheckpointException(file, "%s is not supported; supported: %s".formatted(what, supported));
    }

    private ModelConfig config() {
        int hiddenSize = metadata.integer("llama.embedding_length", 1, Limits.WIDTH);
        int heads = metadata.integer("llama.attention.head_count", 1, Limits.WIDTH);
        int keyValueHeads = metadata.integer("llama.attention.head_count_kv", 1, Limits.WIDTH, heads);
        Limits.checkHeads(file, "llama.attention.head_count", heads, "llama.attention.head_count_kv", keyValueHeads);
        int vocabSize = vocabSize();
        return new ModelConfig(
                ARCHITECTURE,
                vocabSize,
                hiddenSize,
                metadata.integer("llama.feed_forward_length", 1, Limits.WIDTH),
                metadata.integer("llama.block_count", 1, Limits.LAYERS),
                heads,
                keyValueHeads,
                headDim(hiddenSize, heads),
                eps(),
                Limits.checkTheta(file, "llama.rope.freq_base", metadata.number("llama.rope.freq_base", 10_000)),
                ropeScaling(),
                metadata.integer("llama.context_length", 1, Limits.CONTEXT),
                !stored.containsKey(OUTPUT),
                eosTokenIds(vocabSize));
    }

    private int vocabSize() {
        if (metadata.has("llama.vocab_size")) {
            return metadata.integer("llama.vocab_size", 1, Limits.VOCABULARY);
        }
        return metadata.strings("tokenizer.ggml.tokens").length;
    }

    private int headDim(int hiddenSize, int heads) {
        if (!metadata.has("llama.attention.key_length")) {
            Limits.checkHeadWidth(file, "llama.embedding_length", hiddenSize, "llama.attention.head_count", heads);
        }
        int headDim = metadata.integer("llama.attention.key_length", 2, Limits.WIDTH, hiddenSize / heads);
        Limits.checkEven(file, "width of a head", headDim);
        for (String key : List.of("llama.attention.value_length", "llama.rope.dimension_count")) {
            int other = metadata.integer(key, 1, Limits.WIDTH, headDim);
            if (other != headDim) {
                throw unsupported("%s %d".formatted(key, other), "the width of a head, " + headDim);
            }
        }
        return headDim;
    }

    private double eps() {
        String key = "llama.attention.layer_norm_rms_epsilon";
        return Limits.checkEps(file, key, shortest(metadata.number(key)));
    }

    /** 1e-5 is stored as a float; its shortest decimal gives the number that {@code config.json} has. */
    private static double shortest(double value) {
        return Double.parseDouble(Float.toString((float) value));
    }

    private RopeScaling ropeScaling() {
        String type = metadata.text("llama.rope.scaling.type").orElse("none");
        double factor = metadata.number("llama.rope.scaling.factor", metadata.number("llama.rope.scale_linear", 1));
        if (type.equals("none") && !metadata.has("llama.rope.scale_linear")) {
            return RopeScaling.NONE;
        }
        if (!type.equals("none") && !type.equals("linear")) {
            throw unsupported("llama.rope.scaling.type " + type, "none, linear");
        }
        if (!(factor >= 1 && Double.isFinite(factor))) {
            throw new CheckpointException(file, "llama.rope.scaling.factor must be at least 1, but is: " + factor);
        }
        return factor == 1 ? RopeScaling.NONE : RopeScaling.linear(factor);
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
}
