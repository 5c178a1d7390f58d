package io.github.ssd4j.evaluation.stream;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Sums a large {@code long[]} with one thread per core. It needs nothing but Java, so it is the bound where libtorch's
 * own reading (see {@link LibtorchStream}) is slower than the memory. Use it from one thread.
 */
public final class JavaStream implements StreamMeter {

    /** 1 MiB a call: short enough that the method is compiled during the first pass. */
    private static final int CHUNK = 1 << 17;

    private final long[] block;
    private final int threads;
    private final ExecutorService pool;

    /**
     * Allocates and fills the block on the Java heap.
     *
     * @param bytes size of the block, at least 1 MiB; rounded down to whole MiB
     * @param threads threads that read, at least 1
     */
    public JavaStream(long bytes, int threads) {
        if (bytes < CHUNK * (long) Long.BYTES) {
            throw new IllegalArgumentException("bytes must be at least 1048576, but is: " + bytes);
        }
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, but is: " + threads);
        }
        this.block = new long[Math.toIntExact(bytes / Long.BYTES / CHUNK) * CHUNK];
        this.threads = threads;
        // Pages that were never written all map to one page of zeros and would be read from the cache.
        Arrays.fill(block, 1);
        this.pool = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "ssd-eval-stream");
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public String name() {
        return "Java, " + threads + (threads == 1 ? " thread" : " threads");
    }

    @Override
    public double measure() {
        List<Callable<Long>> shares = new ArrayList<>();
        int chunks = block.length / CHUNK;
        for (int thread = 0; thread < threads; thread++) {
            int first = (int) ((long) chunks * thread / threads);
            int end = (int) ((long) chunks * (thread + 1) / threads);
            shares.add(() -> sumChunks(block, first, end));
        }
        long start = System.nanoTime();
        long sum = sumOf(shares);
        double seconds = (System.nanoTime() - start) / 1e9;
        if (sum != block.length) {
            throw new IllegalStateException("the block of " + block.length + " ones has the sum " + sum);
        }
        return block.length * (double) Long.BYTES / seconds;
    }

    private long sumOf(List<Callable<Long>> shares) {
        try {
            long sum = 0;
            for (Future<Long> share : pool.invokeAll(shares)) {
                sum += share.get();
            }
            return sum;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while measuring the stream bandwidth", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("measuring the stream bandwidth failed: " + e.getCause(), e);
        }
    }

    private static long sumChunks(long[] block, int first, int end) {
        long sum = 0;
        for (int chunk = first; chunk < end; chunk++) {
            sum += sum(block, chunk * CHUNK);
        }
        return sum;
    }

    /** Sums one chunk in eight independent chains: with one chain the additions, not the memory, would set the pace. */
    private static long sum(long[] block, int from) {
        long a = 0;
        long b = 0;
        long c = 0;
        long d = 0;
        long e = 0;
        long f = 0;
        long g = 0;
        long h = 0;
        for (int i = from; i < from + CHUNK; i += 8) {
            a += block[i];
            b += block[i + 1];
            c += block[i + 2];
            d += block[i + 3];
            e += block[i + 4];
            f += block[i + 5];
            g += block[i + 6];
            h += block[i + 7];
        }
        return a + b + c + d + e + f + g + h;
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
