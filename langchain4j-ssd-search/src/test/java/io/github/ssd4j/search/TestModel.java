package io.github.ssd4j.search;

import io.github.ssd4j.checkpoint.Checkpoint;
import io.github.ssd4j.decoder.Decoder;
import io.github.ssd4j.decoder.DecoderOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The small trained model among the test resources of the core module, a teller of children's stories. */
public final class TestModel {

    /** Relative to a module's folder, where tests run. */
    public static final Path STORIES = Path.of("../langchain4j-ssd/src/test/resources/stories260K/stories260K");

    public static final DecoderOptions FLOAT32 =
            DecoderOptions.defaults().withDevice("cpu").withDtype("float32");

    public static final List<String> BEGINNINGS = List.of(
            "Once upon a time, there was a little girl",
            "Tom and Lily had a big dog",
            "One day, a boy named Tim went to the park",
            "The sun was hot and the cat",
            "Mom and Dad said that",
            "In the forest, a small bird");

    private TestModel() {}

    public static Checkpoint stories() {
        if (!Files.isDirectory(STORIES)) {
            throw new IllegalStateException("the test model is not at " + STORIES.toAbsolutePath());
        }
        return Checkpoint.open(STORIES);
    }

    public static Decoder decoder(Checkpoint checkpoint) {
        return Decoder.load(checkpoint, FLOAT32);
    }
}
