package io.github.ssd4j.speculative;

import io.github.ssd4j.internal.Ensure;

/**
 * How much a generator does at once and keeps.
 *
 * @param maxConcurrent the most conversations in one pass; 0: as many as the device's rows are cheap for, see {@link
 *     SpeculativeGenerator#maxConcurrent()}
 * @param maxSessions how many conversations that have ended are kept, the one used least recently makes room; 0: 4, or {@code
 *     maxConcurrent} if that is more
 * @param sharePrefixes false: a prompt reuses only what its own {@link GenerationOptions#session session} has left, and a prompt
 *     without a session reuses nothing
 * @param kvCacheBytes most bytes of all KV caches together; 0: no limit
 */
public record GeneratorOptions(int maxConcurrent, int maxSessions, boolean sharePrefixes, long kvCacheBytes) {

    /** One conversation at a time, one kept. */
    public static final GeneratorOptions DEFAULTS = new GeneratorOptions(1, 1, true, 0);

    public GeneratorOptions {
        Ensure.notNegative(maxConcurrent, "maxConcurrent");
        Ensure.notNegative(maxSessions, "maxSessions");
        Ensure.that(kvCacheBytes >= 0, "kvCacheBytes must not be negative, but is: %s", kvCacheBytes);
    }

    public GeneratorOptions withMaxConcurrent(int conversations) {
        return new GeneratorOptions(conversations, maxSessions, sharePrefixes, kvCacheBytes);
    }

    public GeneratorOptions withMaxSessions(int sessions) {
        return new GeneratorOptions(maxConcurrent, sessions, sharePrefixes, kvCacheBytes);
    }

    public GeneratorOptions withSharePrefixes(boolean share) {
        return new GeneratorOptions(maxConcurrent, maxSessions, share, kvCacheBytes);
    }

    public GeneratorOptions withKvCacheBytes(long bytes) {
        return new GeneratorOptions(maxConcurrent, maxSessions, sharePrefixes, bytes);
    }
}
