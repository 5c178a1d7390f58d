package io.github.ssd4j.evaluation.command;

import io.github.ssd4j.evaluation.data.Question;
import io.github.ssd4j.evaluation.data.Questions;
import io.github.ssd4j.evaluation.data.Shots;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options about examples that stand before each question. */
final class ShotOptions {

    @Option(
            names = "--shots",
            paramLabel = "N",
            defaultValue = "0",
            description = "Examples with their answers before each question.")
    int count;

    @Option(
            names = "--shots-from",
            paramLabel = "FILE",
            description =
                    "Where the examples are from, in the form of the questions. Without it the first questions are "
                            + "examples, and are not asked.")
    @Nullable
    Path file;

    /**
     * The examples and what is left to ask.
     *
     * @throws IllegalArgumentException if there are too few, or one has no answer
     */
    Shots of(List<Question> questions) {
        return file == null ? Shots.first(count, questions) : Shots.from(Questions.read(file), count, questions);
    }
}
