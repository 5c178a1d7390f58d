package io.github.ssd4j.decoder;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ssd4j.checkpoint.Checkpoint;
import io.github.ssd4j.checkpoint.ModelConfig;
import io.github.ssd4j.checkpoint.NetworkSpec;
import io.github.ssd4j.checkpoint.RopeTable;
import io.github.ssd4j.checkpoint.TensorInfo;
import io.github.ssd4j.checkpoint.TensorRole;
import io.github.ssd4j.internal.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Writes the folder that {@code tools/cuda/check run} reads: the TorchScript archive that the JVM gives to libtorch,
 * the checkpoints and the golden files. A checkpoint becomes two files: the bytes of all tensors, and JSON with the place
 * of each tensor. So the Python side needs no parser for checkpoints.
 */
final class CudaCheckFiles {

    private static final List<String> TINY = List.of(
            "llama-mha",
            "llama-gqa",
            "llama-mqa-untied",
            "llama-rope-llama3",
            "llama-rope-linear",
            "llama-sharded",
            "llama-bf16",
            "llama-f16");

    private static final List<String> FAMILIES =
            List.of("mistral", "qwen2", "qwen3", "smollm3.gguf", "phi4-mini", "gemma2", "gemma3.gguf");

    private static final List<String> GGUF = List.of("", "-F16", "-BF16", "-Q8_0", "-Q4_0", "-Q4_1", "-Q5_0", "-Q5_1");

    private static final int ALIGNMENT = 64;

    private static final int QUESTIONS = 50;

    private final Path resources;
    private final Path folder;

    private CudaCheckFiles(Path resources, Path folder) {
        this.resources = resources;
        this.folder = folder;
    }

    /**
     * Arguments: the test resources, the folder to write; then, for a part of SmolLM2, its file and how many layers and
     * rows of the vocabulary.
     */
    public static void main(String[] arguments) throws IOException {
        CudaCheckFiles files = new CudaCheckFiles(Path.of(arguments[0]), Path.of(arguments[1]));
        files.write();
        if (arguments.length > 2) {
            int layers = Integer.parseInt(arguments[3]);
            int vocabulary = Integer.parseInt(arguments[4]);
            files.write(Path.of(arguments[2]), "smollm2-part", layers, vocabulary);
            files.copyGolden("smollm2-135m-instruct");
            files.writeQuestions(Path.of(arguments[2]));
        }
    }

    static void write(Path resources, Path folder) throws IOException {
        new CudaCheckFiles(resources, folder).write();
    }

    private void write() throws IOException {
        Files.createDirectories(folder.resolve("models"));
        Files.createDirectories(folder.resolve("golden"));
        Files.write(folder.resolve("decoder.pt"), DecoderProgram.archive());
        for (String name : TINY) {
            write(resources.resolve("checkpoints").resolve(name), name, Integer.MAX_VALUE, Integer.MAX_VALUE);
            copyGolden(name);
        }
        for (String file : FAMILIES) {
            write(resources.resolve("families").resolve(file), "family-" + file, Integer.MAX_VALUE, Integer.MAX_VALUE);
            copyGolden("family-" + file.replace(".gguf", ""));
        }
        Path stories = resources.resolve("stories260K");
        write(stories.resolve("stories260K"), "stories260K", Integer.MAX_VALUE, Integer.MAX_VALUE);
        copyGolden("stories260K");
        for (String encoding : GGUF) {
            String file = "stories260K" + encoding + ".gguf";
            write(stories.resolve(file), file, Integer.MAX_VALUE, Integer.MAX_VALUE);
        }
        copyGolden("stories260K-gguf");
    }

    private void copyGolden(String name) throws IOException {
        String file = "golden/" + name + ".json";
        Files.write(folder.resolve(file), Files.readAllBytes(resources.resolve(file)));
    }

    /** The token ids of the questions of {@link LongAnswersIT}. */
    private void writeQuestions(Path smollm2) throws IOException {
        try (Checkpoint checkpoint = Checkpoint.open(smollm2)) {
            List<int[]> questions = IntStream.range(0, QUESTIONS)
                    .mapToObj(i -> checkpoint.tokenizer().encode(LongAnswersIT.question(i), false))
                    .toList();
            Json.mapper().writeValue(folder.resolve("questions.json").toFile(), questions);
        }
    }

    /** The first layers and the first rows of the vocabulary. */
    private void write(Path path, String name, int mostLayers, int mostRows) throws IOException {
        try (Checkpoint checkpoint = Checkpoint.open(path);
                OutputStream out = Files.newOutputStream(folder.resolve("models/" + name + ".bin"))) {
            ModelConfig config = checkpoint.config();
            int layers = Math.min(config.layers(), mostLayers);
            int vocabulary = Math.min(config.vocabSize(), mostRows);
            ObjectNode manifest = describe(checkpoint, layers, vocabulary);
            ArrayNode tensors = manifest.putArray("tensors");
            long end = 0;
            Map<String, Long> offsets = new HashMap<>(); // a tied head is the embedding
            for (Part part : parts(config, layers)) {
                TensorInfo tensor = checkpoint.tensor(part.name());
                long rows = part.layer() < 0 && tensor.shape().size() > 1
                        ? vocabulary
                        : tensor.shape().get(0);
                long bytes = tensor.byteCount() / tensor.shape().get(0) * rows;
                ObjectNode entry = tensors.addObject();
                entry.put("layer", part.layer());
                entry.put("role", part.role());
                entry.put("type", tensor.type().name());
                Long written = offsets.putIfAbsent(part.name(), end);
                entry.put("offset", written == null ? end : written);
                entry.put("bytes", bytes);
                ArrayNode shape = entry.putArray("shape").add(rows);
                tensor.shape().stream().skip(1).forEach(shape::add);
                if (written == null) {
                    end += copy(tensor, bytes, out);
                }
            }
            Json.mapper().writeValue(folder.resolve("models/" + name + ".json").toFile(), manifest);
        }
    }

    private static ObjectNode describe(Checkpoint checkpoint, int layers, int vocabulary) {
        ModelConfig config = checkpoint.config();
        ObjectNode manifest = Json.mapper().createObjectNode();
        manifest.put("layers", layers);
        manifest.put("heads", config.attentionHeads());
        manifest.put("kv_heads", config.keyValueHeads());
        manifest.put("head_dim", config.headDim());
        manifest.put("hidden", config.hiddenSize());
        manifest.put("feed_forward", config.intermediateSize());
        manifest.put("vocabulary", vocabulary);
        manifest.put("norm_eps", config.rmsNormEps());
        int context = Math.min(config.contextTokens(), 2_048);
        manifest.put("context", context);
        putNetwork(manifest, config, layers);
        manifest.putObject("stored_as")
                .put("norm_offset", checkpoint.normOffset())
                .put("split_pairs", DecoderLoader.splitPairs(checkpoint));
        return manifest;
    }

    /** As {@link NetworkProgram#describe} says it. */
    private static void putNetwork(ObjectNode manifest, ModelConfig config, int layers) {
        NetworkProgram network = NetworkProgram.of(config, Math.min(config.contextTokens(), 2_048));
        ObjectNode described = manifest.putObject("network");
        ArrayNode windows = described.putArray("windows");
        ArrayNode ropes = described.putArray("ropes");
        for (int layer = 0; layer < layers; layer++) {
            windows.add(network.windows().get(layer));
            ropes.add(network.ropes().get(layer));
        }
        described.put("gelu", network.gelu());
        described.put("embedding_scale", config.network().embeddingScale());
        described.put("query_scalar", config.network().queryScalar());
        described.put("score_cap", config.network().scoreCap());
        described.put("logit_cap", config.network().logitCap());
        ArrayNode tables = manifest.putArray("ropes");
        for (RopeTable table : network.tables()) {
            ObjectNode entry = tables.addObject().put("factor", table.attentionFactor());
            ArrayNode frequencies = entry.putArray("inverse_frequencies");
            Arrays.stream(network.frequencies(table)).forEach(frequencies::add);
        }
    }

    /** A tensor, by its role and its layer, -1 for none. */
    private record Part(int layer, String role, String name) {}

    private static List<Part> parts(ModelConfig config, int layers) {
        NetworkSpec network = config.network();
        List<Part> parts = new ArrayList<>();
        parts.add(new Part(-1, "embedding", NetworkSpec.EMBEDDING));
        for (int layer = 0; layer < layers; layer++) {
            for (TensorRole role : network.roles()) {
                parts.add(new Part(layer, role.inProgram(), network.tensorName(layer, role)));
            }
        }
        parts.add(new Part(-1, "norm", NetworkSpec.NORM));
        parts.add(new Part(-1, "head", config.tiedEmbeddings() ? NetworkSpec.EMBEDDING : NetworkSpec.HEAD));
        return parts;
    }

    /** Returns how many bytes were written: filled up, so that the next tensor begins at a round address. */
    private static long copy(TensorInfo tensor, long bytes, OutputStream out) throws IOException {
        byte[] content = new byte[Math.toIntExact((bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT)];
        try (RandomAccessFile in = new RandomAccessFile(tensor.file().toFile(), "r")) {
            in.seek(tensor.offset());
            in.readFully(content, 0, Math.toIntExact(bytes));
        }
        out.write(content);
        return content.length;
    }
}
