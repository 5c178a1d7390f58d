package io.github.ssd4j.decoder;

import io.github.ssd4j.checkpoint.Checkpoint;
import io.github.ssd4j.checkpoint.CheckpointException;
import io.github.ssd4j.checkpoint.ModelConfig;
import io.github.ssd4j.checkpoint.NetworkSpec;
import io.github.ssd4j.checkpoint.RotaryLayout;
import io.github.ssd4j.checkpoint.TensorInfo;
import io.github.ssd4j.checkpoint.TensorRole;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the tensors of a checkpoint into a new program, layer by layer, so that few exist twice at a time. */
final class DecoderLoader {

    private static final Logger log = LoggerFactory.getLogger(DecoderLoader.class);

    /** Each holds a layer twice for a moment, raw and packed. */
    private static final int MAX_WORKERS = 4;

    /** Keys of what is staged for the end of the network; layers' tensors have those of {@link TensorRole}. */
    private static final String NORM_ROLE = "norm";

    private static final String HEAD_ROLE = "head";

    private static final long MEGABYTE = 1_000_000;

    private final Checkpoint checkpoint;
    private final ModelConfig config;
    private final DecoderOptions options;
    private final int contextTokens;
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
    }

    Decoder load() {
        String device = NativeRuntime.device(options.device());
        if (options.threads() > 0) {
            NativeRuntime.setThreads(options.threads());
        }
        DecoderProgram program = newProgram.get();
        try {
            int workers = Math.min(MAX_WORKERS, Runtime.getRuntime().availableProcessors());
            StoredWeights stored = new StoredWeights(checkpoint);
            LinearKernel kernel =
                    LinearKernel.choose(program, device, options, config.parameters(), stored.areMostlyFourBits());
            program.call(
                    "configure",
                    new long[] {config.layers(), config.attentionHeads(), config.keyValueHeads(), config.headDim()},
                    config.rmsNormEps(),
                    contextTokens,
                    device,
                    kernel.dtypeCode(),
                    kernel.name(),
                    workers);
            if (kernel.isGrouped()) {
                stored.requireGroups(kernel.dtype());
                program.call("use_bits", kernel.keptBits());
            }
            NetworkProgram.of(config, contextTokens).describe(program);
            program.call("stored_as", checkpoint.normOffset(), splitPairs(checkpoint));
            if (!device.equals("cpu") && !LinearKernel.can(program, "use_flash")) {
                log.info(
                        "no FlashAttention for {} in {} on {}: long contexts take longer",
                        checkpoint.name(),
                        kernel.dtype(),
                        device);
            }
            loadWeights(program, workers);
            Glibc.trim();
            InvarianceCheck.Outcome invariance = InvarianceCheck.run(program, device, kernel);
            return new Decoder(
                    program, config, device, kernel, invariance, contextTokens, weightBytes(program, kernel));
        } catch (RuntimeException | Error e) {
            program.close();
            throw e;
        }
    }

    private long weightBytes(DecoderProgram program, LinearKernel kernel) {
        long ordinary = weights.sum() * kernel.bytesPerWeight();
        if (!kernel.isGrouped()) {
            return ordinary;
        }
        long[] held = program.callForLongs("bytes_by_bits");
        log.info(
                "{} holds {} MB of weights in 4 bits and {} MB in 8 bits; 16 bits would take {} MB",
                checkpoint.name(),
                held[0] / MEGABYTE,
                held[1] / MEGABYTE,
                ordinary / MEGABYTE);
        return held[0] + held[1];
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
                stage(program, worker, NORM_ROLE, NetworkSpec.NORM);
                stage(program, worker, HEAD_ROLE, config.tiedEmbeddings() ? NetworkSpec.EMBEDDING : NetworkSpec.HEAD);
                program.call("load_head", worker);
            } else {
                for (TensorRole role : config.network().roles()) {
                    stage(program, worker, role.inProgram(), config.network().tensorName(part, role));
                }
                program.call("load_layer", worker, part);
            }
        }
        return null;
    }

    private void loadEmbedding(DecoderProgram program) {
        TensorInfo embedding = checkpoint.tensor(NetworkSpec.EMBEDDING);
        program.call(
                "load_embedding",
                embedding.file().toString(),
                size(embedding.file()),
                embedding.type().name(),
                embedding.offset(),
                embedding.byteCount(),
                config.vocabSize());
    }

    private void stage(DecoderProgram program, int worker, String role, String name) {
        TensorInfo tensor = checkpoint.tensor(name);
        weights.add(tensor.elements());
        program.call(
                "stage",
                worker,
                role,
                tensor.file().toString(),
                tensor.type().name(),
                tensor.offset(),
                tensor.byteCount(),
                tensor.shape().stream().mapToLong(Long::longValue).toArray());
    }

    private Set<Path> files() {
        return checkpoint.tensors().values().stream().map(TensorInfo::file).collect(Collectors.toSet());
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "ssd-load");
        thread.setDaemon(true);
        return thread;
    }

    /** How many pairs of a head's rows lie in Hugging Face's order; 0 where the decoder's own, GGUF's, is there already. */
    static int splitPairs(Checkpoint checkpoint) {
        return checkpoint.rotaryLayout() == RotaryLayout.INTERLEAVED
                ? 0
                : checkpoint.config().network().rotaryDims() / 2;
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new CheckpointException(file, "cannot be read any more: " + e.getMessage(), e);
        }
    }
}
