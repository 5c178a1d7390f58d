package io.github.ssd4j.checkpoint;

import java.nio.file.Path;

/**
 * Bounds and rules for the numbers of a configuration, whichever file they come from. The bounds lie far above every
 * published model; they keep a damaged number from being multiplied or allocated.
 */
final class Limits {

    static final int VOCABULARY = 1 << 21;
    static final int WIDTH = 1 << 20;
    static final int LAYERS = 4096;
    static final int CONTEXT = 1 << 30;

    private Limits() {}

    static void checkHeads(Path file, String headsKey, int heads, String keyValueKey, int keyValueHeads) {
        if (heads % keyValueHeads != 0) {
            throw new CheckpointException(
                    file,
                    "%s must be divisible by %s, but is: %d and %d"
                            .formatted(headsKey, keyValueKey, heads, keyValueHeads));
        }
    }

    static void checkHeadWidth(Path file, String hiddenKey, int hiddenSize, String headsKey, int heads) {
        if (hiddenSize % heads != 0) {
            throw new CheckpointException(
                    file,
                    "%s must be divisible by %s, but is: %d and %d".formatted(hiddenKey, headsKey, hiddenSize, heads));
        }
    }

    static void checkEven(Path file, String key, int headDim) {
        if (headDim % 2 != 0) {
            throw new CheckpointException(file, "%s must be even, but is: %d".formatted(key, headDim));
        }
    }

    static double checkEps(Path file, String key, double eps) {
        if (!(eps > 0 && eps < 1)) {
            throw new CheckpointException(file, "%s must lie between 0 and 1, but is: %s".formatted(key, eps));
        }
        return eps;
    }

    static double checkTheta(Path file, String key, double theta) {
        return checkPositive(file, key, theta);
    }

    static double checkPositive(Path file, String key, double number) {
        if (!(number > 0 && Double.isFinite(number))) {
            throw new CheckpointException(file, "%s must be positive and finite, but is: %s".formatted(key, number));
        }
        return number;
    }
}
