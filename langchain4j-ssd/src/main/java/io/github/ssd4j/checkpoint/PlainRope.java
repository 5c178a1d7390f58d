package io.github.ssd4j.checkpoint;

/** No scaling. */
record PlainRope() implements RopeScaling {

    @Override
    public RopeTable table(double theta, int rotaryDims, int contextTokens) {
        return RopeTable.of(rotaryDims, 1, i -> RopeScaling.frequency(theta, i, rotaryDims));
    }
}
