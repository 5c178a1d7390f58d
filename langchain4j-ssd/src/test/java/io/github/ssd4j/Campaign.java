package io.github.ssd4j;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntPredicate;

/**
 * Runs many seeded cases of damaged input, one after the other: a few in every build, as many as {@code ssd.test.campaign}
 * says in the profile {@code campaigns}. Each case has a limit of time and of what it allocates.
 */
public final class Campaign {

    /** A hang is what this finds; a slow machine is not. */
    private static final int SECONDS_PER_CASE = 60;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final String name;
    private final int cases;
    private final long maxAllocatedBytes;
    private long slowestNanos;
    private long mostAllocatedBytes;

    /** @param casesInEveryBuild where no campaign is asked for */
    public Campaign(String name, int casesInEveryBuild, long maxAllocatedBytes) {
        this.name = name;
        this.cases = Integer.getInteger("ssd.test.campaign", casesInEveryBuild);
        this.maxAllocatedBytes = maxAllocatedBytes;
    }

    public int cases() {
        return cases;
    }

    /**
     * Runs every case and returns how many were refused.
     *
     * @param body whether the case of that number was refused; it throws only where something is wrong
     */
    public int run(IntPredicate body) {
        int refused = 0;
        long start = System.nanoTime();
        ExecutorService worker = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "campaign");
            thread.setDaemon(true);
            return thread;
        });
        try {
            for (int i = 0; i < cases; i++) {
                int number = i;
                refused += worker.submit(() -> measured(number, body)).get(SECONDS_PER_CASE, TimeUnit.SECONDS) ? 1 : 0;
            }
        } catch (TimeoutException e) {
            throw new AssertionError(name + ": a case takes more than " + SECONDS_PER_CASE + " s", e);
        } catch (ExecutionException e) {
            throw new AssertionError(name + ": " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            throw new AssertionError(name + " was interrupted", e);
        } finally {
            worker.shutdownNow();
        }
        System.out.printf(
                "%s: %d cases, %d refused, slowest %d ms, largest %d KiB allocated, heap of %d MiB, %d s%n",
                name,
                cases,
                refused,
                slowestNanos / 1_000_000,
                mostAllocatedBytes >> 10,
                Runtime.getRuntime().maxMemory() >> 20,
                (System.nanoTime() - start) / 1_000_000_000);
        return refused;
    }

    private boolean measured(int number, IntPredicate body) {
        long start = System.nanoTime();
        long allocated = allocatedBytes();
        boolean refused;
        try {
            refused = body.test(number);
        } catch (RuntimeException | Error e) {
            throw new AssertionError("case %d of %s".formatted(number, name), e);
        }
        long bytes = allocatedBytes() - allocated;
        if (bytes > maxAllocatedBytes) {
            throw new AssertionError("case %d of %s allocates %d bytes".formatted(number, name, bytes));
        }
        // the first case also loads classes
        if (number > 0) {
            slowestNanos = Math.max(slowestNanos, System.nanoTime() - start);
            mostAllocatedBytes = Math.max(mostAllocatedBytes, bytes);
        }
        return refused;
    }

    private static long allocatedBytes() {
        return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    }
}
