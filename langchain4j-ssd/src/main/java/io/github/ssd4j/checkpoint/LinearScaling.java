package io.github.ssd4j.checkpoint;

/**
 * Every frequency divided by the factor.
 *
 * @param factor how many times longer the context became ({@code factor}), at least 1
 */
record LinearScaling(double factor) implements RopeScaling {

    LinearScaling {
        RopeScaling.checkFactor(factor);
    }

    @Override
    public RopeTable table(double theta, int rotaryDims, int contextTokens) {
        return RopeTable.of(rotaryDims, 1, i -> RopeScaling.frequency(theta, i, rotaryDims) / factor);
    }
}
