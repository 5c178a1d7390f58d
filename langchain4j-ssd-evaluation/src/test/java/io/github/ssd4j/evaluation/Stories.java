package io.github.ssd4j.evaluation;

import java.nio.file.Path;

/** The tiny trained checkpoint of the examples. */
final class Stories {

    static final Path PATH = Path.of(
            "..",
            "examples",
            "example-models",
            "src",
            "main",
            "resources",
            "io",
            "github",
            "ssd4j",
            "examples",
            "model",
            "stories260K");

    private Stories() {}
}
