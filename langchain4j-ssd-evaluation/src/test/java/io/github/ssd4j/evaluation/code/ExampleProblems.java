package io.github.ssd4j.evaluation.code;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** Three problems of our own: a plain one, one whose prompt imports, one whose prompt has a helper. */
final class ExampleProblems {

    private ExampleProblems() {}

    static List<CodeProblem> all() {
        try {
            return CodeProblems.read(
                    Path.of(Objects.requireNonNull(ExampleProblems.class.getResource("/code/problems.jsonl"))
                            .toURI()));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
