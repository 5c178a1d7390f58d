package io.github.ssd4j.evaluation.code;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ssd4j.internal.Ensure;
import io.github.ssd4j.measurement.io.JsonLines;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads problems from a file in the format of HumanEval: JSONL, one problem a line. */
public final class CodeProblems {

    private CodeProblems() {}

    /**
     * Reads all problems of a file, at least one, in its order. Each line is a JSON object with the strings {@code
     * task_id}, {@code prompt}, {@code entry_point} and {@code test}; others, such as {@code canonical_solution}, are
     * ignored, and so are blank lines.
     *
     * @param file in UTF-8, packed or not, as {@link JsonLines} reads it
     * @throws IllegalArgumentException when the file cannot be read or a line is not a problem; the message names the
     *     file and the line
     */
    public static List<CodeProblem> read(Path file) {
        Set<String> names = new HashSet<>();
        List<CodeProblem> problems = JsonLines.read(file, "the code problems", (value, number) -> {
            CodeProblem problem = problem(value);
            Ensure.that(names.add(problem.taskId()), "has a task_id that is used before: %s", problem.taskId());
            return problem;
        });
        Ensure.that(!problems.isEmpty(), "%s: has no code problem", file);
        return List.copyOf(problems);
    }

    private static CodeProblem problem(JsonNode value) {
        String taskId = string(value, "task_id");
        String prompt = string(value, "prompt");
        String entryPoint = string(value, "entry_point");
        String test = string(value, "test");
        try {
            return new CodeProblem(taskId, prompt, entryPoint, test);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("is not a code problem: " + e.getMessage(), e);
        }
    }

    private static String string(JsonNode value, String field) {
        JsonNode string = value.path(field);
        Ensure.that(string.isTextual(), "must have a string \"%s\"", field);
        return string.textValue();
    }
}
