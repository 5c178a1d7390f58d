package io.github.ssd4j.evaluation.command;

import io.github.ssd4j.evaluation.data.Question;
import io.github.ssd4j.evaluation.data.Questions;
import io.github.ssd4j.internal.Ensure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** The options of every command that asks questions. */
final class RunOptions {

    @Option(
            names = "--data",
            required = true,
            split = ",",
            paramLabel = "FILE",
            showDefaultValue = Visibility.NEVER,
            description = "The questions, a JSON object a line (.jsonl or .jsonl.gz); may be given more than once.")
    List<Path> data = List.of();

    @Option(names = "--limit", paramLabel = "N", description = "Ask only the first N questions of each category.")
    @Nullable
    Integer limit;

    @Option(
            names = "--max-tokens",
            paramLabel = "N",
            defaultValue = "128",
            description = "The longest answer, in tokens.")
    int maxTokens;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "2",
            description = "Questions that are asked before, without being counted.")
    int warmUps;

    @Option(
            names = "--repeats",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "Ask each question so often and count the fastest run of each: other work on the machine only takes "
                            + "time.")
    int repeats;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "For sampling.")
    long seed;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder of the reports and of the journal from which the same command goes on after an "
                    + "interruption. Default: ssd-eval/COMMAND.")
    @Nullable
    Path out;

    @Option(names = "--fresh", description = "Begin anew, whatever the journal has.")
    boolean fresh;

    /**
     * The questions of all files.
     *
     * @throws IllegalArgumentException if a file is not as it should be, or a number is out of range
     */
    List<Question> questions(Function<Path, List<Question>> reader) {
        Ensure.positive(maxTokens, "--max-tokens");
        Ensure.notNegative(warmUps, "--warm-up");
        Ensure.positive(repeats, "--repeats");
        List<Question> questions = new ArrayList<>();
        for (Path file : data) {
            reader.apply(file).forEach(question -> questions.add(question.withId(id(file, question.id()))));
        }
        return questions;
    }

    /** Ids of several files are told apart by the name of the file. */
    String id(Path file, String id) {
        return data.size() == 1 ? id : file.getFileName() + ":" + id;
    }

    /** Of each category as many as wanted. */
    List<Question> limited(List<Question> questions) {
        return limit == null ? questions : Questions.limit(questions, limit);
    }
}
