package io.github.ssd4j.evaluation.throughput;

import io.github.ssd4j.checkpoint.Checkpoint;
import io.github.ssd4j.evaluation.random.ModelShape;
import io.github.ssd4j.evaluation.random.RandomCheckpoint;
import io.github.ssd4j.evaluation.random.WeightFormat;
import io.github.ssd4j.measurement.cli.Progress;
import io.github.ssd4j.measurement.report.Figures;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** An open checkpoint, and the random files behind it where there are such; closing it closes and deletes both. */
final class Source implements AutoCloseable {

    private final Path path;
    private final Checkpoint checkpoint;
    private final String model;
    private final String origin;
    private final @Nullable RandomCheckpoint random;

    private Source(Path path, Checkpoint checkpoint, String model, String origin, @Nullable RandomCheckpoint random) {
        this.path = path;
        this.checkpoint = checkpoint;
        this.model = model;
        this.origin = origin;
        this.random = random;
    }

    static Source open(Path path) {
        Checkpoint checkpoint = Checkpoint.open(path);
        return new Source(path, checkpoint, checkpoint.name(), "from " + path.getFileName(), null);
    }

    /** Says the size of the random files before it writes them. */
    static Source write(
            ModelShape shape, WeightFormat format, long seed, Path directory, boolean keep, Progress progress)
            throws IOException {
        long bytes = RandomCheckpoint.weightBytes(shape, format);
        progress.say("Writing random weights in the shape of " + shape.source() + ", " + Figures.bytes(bytes) + " of "
                + format.dtype() + ", to " + directory + (keep ? "" : "; deleted at the end"));
        RandomCheckpoint random = RandomCheckpoint.write(directory, shape, format, seed, progress.writing(bytes));
        try {
            if (keep) {
                random.keep();
                progress.say("Kept for --model: " + random.directory());
            }
            return new Source(
                    random.directory(),
                    Checkpoint.open(random.directory()),
                    shape.name() + " (" + shape.source() + ")",
                    "random weights, stored as " + format.dtype(),
                    random);
        } catch (RuntimeException e) {
            random.close();
            throw e;
        }
    }

    /** A model's directory or file. */
    Path path() {
        return path;
    }

    Checkpoint checkpoint() {
        return checkpoint;
    }

    /** The name for the report. */
    String model() {
        return model;
    }

    /** Where the weights come from, in words. */
    String origin() {
        return origin;
    }

    /** Weights of the whole model. */
    long parameters() {
        return checkpoint.config().parameters();
    }

    boolean isRandom() {
        return random != null;
    }

    @Override
    public void close() {
        checkpoint.close();
        if (random != null) {
            random.close();
        }
    }
}
