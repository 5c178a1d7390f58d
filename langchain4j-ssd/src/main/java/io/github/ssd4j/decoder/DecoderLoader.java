package io.github.ssd4j.decoder;

import io.github.ssd4j.checkpoint.Checkpoint;
import io.github.ssd4j.checkpoint.CheckpointException;
import io.github.ssd4j.checkpoint.ModelConfig;
import io.github.ssd4j.checkpoint.RopeTable;
import io.github.ssd4j.checkpoint.RotaryLayout;
import io.github.ssd4j.checkpoint.TensorInfo;
import io.github.ssd4j.internal.Ensure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Brings the tensors of a checkpoint into a new program, layer by layer, so that few exist twice at a time. */
final class DecoderLoader {

    /** Each holds a layer twice for a moment, raw and packed. */
    private static final int MAX_WORKERS = 4;

    private static final String NORM = "model.norm.weight";
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
    private final Supplier<DecoderProgram> newProgram;
    private final LongAdder weights = new LongAdder();

    DecoderLoader(Checkpoint checkpoint, DecoderOptions options, Supplier<DecoderProgram> newProgram) {
        this.newProgram = newProgram;
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
        DecoderProgram program = newProgram.get();
        try {
            int workers = Math.min(MAX_WORKERS, Runtime.getRuntime().availableProcessors());
            LinearKernel kernel = LinearKernel.choose(program, device, options, config.parameters());
            RopeTable rope = config.ropeTable(contextTokens);
            program.call(
                    "configure",
                    new long[] {config.layers(), config.attentionHeads(), config.keyValueHeads(), config.headDim()},
                    config.rmsNormEps(),
                    rope.toArray(),
                    rope.attentionFactor(),
                    contextTokens,
                    device,
                    kernel.dtypeCode(),
                    kernel.name(),
                    workers);
            loadWeights(program, workers);
            Glibc.trim();
            Exactness exactness = InvarianceCheck.run(program, device);
            long weightBytes = weights.sum() * kernel.bytesPerWeight();
            return new Decoder(program, config, device, kernel, exactness, contextTokens, weightBytes);
        } catch (RuntimeException | Error e) {
            program.close();
            throw e;
        }
    }

    /** Head and layers are independent: each worker takes the next one until none is left. */
    private void loadWeights(DecoderProgram program, int workers) {
        for (Path file : files()) {
            program.call("map_file", file.toString(), size(file));
        }
        AtomicInteger next = new AtomicInteger(-1);
        ExecutorService pool = Executors.newFixedThreadPool(workers, DecoderLoader::daemon);
        try {
            List<Callable<Void>> tasks = IntStream.range(0, workers)
                    .<Callable<Void>>mapToObj(worker -> () -> loadParts(program, worker, next))
                    .toList();
            for (Future<Void> done : pool.invokeAll(tasks)) {
                done.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DecoderException("interrupted while loading " + checkpoint.name(), e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause
                    ? cause
                    : new DecoderException("could not load " + checkpoint.name() + ": " + e.getCause(), e);
        } finally {
            awaitEnd(pool);
        }
        loadEmbedding(program);
    }

    /** The program must not be closed while a worker still uses it. */
    private static void awaitEnd(ExecutorService pool) {
        pool.shutdownNow();
        boolean interrupted = false;
        while (!pool.isTerminated()) {
            try {
                pool.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable Void loadParts(DecoderProgram program, int worker, AtomicInteger next) {
        for (int part = next.getAndIncrement(); part < config.layers(); part = next.getAndIncrement()) {
            if (part < 0) {
                // First, because it is the largest.
                stage(program, worker, NORM);
                stage(program, worker, head);
                program.call("load_head", worker, NORM, head);
            } else {
                String prefix = "model.layers." + part + ".";
                for (String name : LAYER_TENSORS) {
                    stage(program, worker, prefix + name);
                }
                program.call("load_layer", worker, part, prefix);
            }
        }
        return null;
    }

    private void loadEmbedding(DecoderProgram program) {
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

    private void stage(DecoderProgram program, int worker, String name) {
        TensorInfo tensor = checkpoint.tensor(name);
        weights.add(tensor.elements());
        program.call(
                "stage",
                worker,
                name,
                tensor.file().toString(),
                tensor.type().name(),
                tensor.offset(),
                tensor.byteCount(),
                tensor.shape().stream().mapToLong(Long::longValue).toArray(),
                halfSplitHeads(name));
    }

    private Set<Path> files() {
        return checkpoint.tensors().values().stream().map(TensorInfo::file).collect(Collectors.toSet());
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "ssd-load");
        thread.setDaemon(true);
        return thread;
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
