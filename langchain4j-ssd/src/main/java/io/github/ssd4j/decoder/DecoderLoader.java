package io.github.ssd4j.decoder;

import io.github.ssd4j.checkpoint.Checkpoint;
import io.github.ssd4j.checkpoint.CheckpointException;
import io.github.ssd4j.checkpoint.ModelConfig;
import io.github.ssd4j.checkpoint.RotaryLayout;
import io.github.ssd4j.checkpoint.TensorInfo;
import io.github.ssd4j.internal.Ensure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Brings the tensors of a checkpoint into a new program, layer by layer, so that one layer at a time exists twice. */
final class DecoderLoader {

    private static final String EMBEDDING = "model.embed_tokens.weight";

    private static final List<String> LAYER_TENSORS = List.of(
            "input_layernorm.weight",
            "self_attn.q_proj.weight",
            "self_attn.k_proj.weight",
            "self_attn.v_proj.weight",
            "self_attn.o_proj.weight",
            "post_attention_layernorm.weight",
            "mlp.gate_proj.weight",
            "mlp.up_proj.weight",
            "mlp.down_proj.weight");

    private final Checkpoint checkpoint;
    private final ModelConfig config;
    private final DecoderOptions options;
    private final int contextTokens;
    private final String head;
    private final Set<Path> mapped = new LinkedHashSet<>();
    private long weights;

    DecoderLoader(Checkpoint checkpoint, DecoderOptions options) {
        this.checkpoint = checkpoint;
        this.config = checkpoint.config();
        this.options = options;
        int trained = config.contextTokens();
        Ensure.that(
                options.contextTokens() <= trained,
                "contextTokens must be at most what the model was trained for, %s, but is: %s",
                trained,
                options.contextTokens());
        this.contextTokens = options.contextTokens() == 0 ? trained : options.contextTokens();
        this.head = config.tiedEmbeddings() ? EMBEDDING : "lm_head.weight";
    }

    Decoder load() {
        String device = NativeRuntime.device(options.device());
        if (options.threads() > 0) {
            NativeRuntime.setThreads(options.threads());
        }
        DecoderProgram program = new DecoderProgram();
        try {
            LinearKernel kernel = LinearKernel.choose(program, device, options.dtype());
            program.call(
                    "configure",
                    new long[] {config.layers(), config.attentionHeads(), config.keyValueHeads(), config.headDim()},
                    config.rmsNormEps(),
                    config.inverseFrequencies(),
                    contextTokens,
                    device,
                    kernel.dtypeCode(),
                    kernel.name());
            loadWeights(program);
            return new Decoder(program, config, device, kernel, contextTokens, weights * kernel.bytesPerWeight());
        } catch (RuntimeException | Error e) {
            program.close();
            throw e;
        }
    }

    private void loadWeights(DecoderProgram program) {
        for (int layer = 0; layer < config.layers(); layer++) {
            String prefix = "model.layers." + layer + ".";
            for (String name : LAYER_TENSORS) {
                stage(program, prefix + name);
            }
            program.call("load_layer", prefix);
        }
        stage(program, "model.norm.weight");
        stage(program, head);
        program.call("load_head", head);
        TensorInfo embedding = checkpoint.tensor(EMBEDDING);
        program.call(
                "load_embedding",
                embedding.file().toString(),
                size(embedding.file()),
                embedding.type().name(),
                embedding.offset(),
                embedding.byteCount(),
                config.vocabSize());
    }

    private void stage(DecoderProgram program, String name) {
        TensorInfo tensor = checkpoint.tensor(name);
        Path file = tensor.file();
        if (mapped.add(file)) {
            program.call("map_file", file.toString(), size(file));
        }
        weights += tensor.elements();
        program.call(
                "stage",
                name,
                file.toString(),
                tensor.type().name(),
                tensor.offset(),
                tensor.byteCount(),
                tensor.shape().stream().mapToLong(Long::longValue).toArray(),
                halfSplitHeads(name));
    }

    /** How many heads' rows lie in Hugging Face's order; 0 where the decoder's own, GGUF's, is there already. */
    private int halfSplitHeads(String name) {
        if (checkpoint.rotaryLayout() == RotaryLayout.INTERLEAVED) {
            return 0;
        }
        if (name.endsWith("q_proj.weight")) {
            return config.attentionHeads();
        }
        return name.endsWith("k_proj.weight") ? config.keyValueHeads() : 0;
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new CheckpointException(file, "cannot be read any more: " + e.getMessage(), e);
        }
    }
}
