package io.github.ssd4j.evaluation.code;

import io.github.ssd4j.internal.Ensure;
import java.time.Duration;

/**
 * What one program may use.
 *
 * @param time by the clock, and about the same of processor time for each of its processes; more than zero
 * @param memoryBytes address space of each of its processes, at least 64 MiB: Python itself needs some of it. All together
 *     may use {@code processes} times that
 * @param fileBytes size of each file; where the runner can seal the file system also of all files together. At least 1 MiB
 * @param processes processes and threads at a time, the program's own included, at least 2. About that many: where the
 *     kernel counts all of the user's, the limit is a little higher
 */
public record Limits(Duration time, long memoryBytes, long fileBytes, int processes) {

    /** 10 seconds, 1 GiB, 16 MiB, 16 processes: ample for the problems of HumanEval. */
    public static final Limits DEFAULT = new Limits(Duration.ofSeconds(10), 1L << 30, 16L << 20, 16);

    public Limits {
        Ensure.positive(time, "time");
        Ensure.that(memoryBytes >= 64 << 20, "memoryBytes must be at least 64 MiB, but is: %s", memoryBytes);
        Ensure.that(fileBytes >= 1 << 20, "fileBytes must be at least 1 MiB, but is: %s", fileBytes);
        Ensure.that(processes >= 2, "processes must be at least 2, but is: %s", processes);
    }
}
