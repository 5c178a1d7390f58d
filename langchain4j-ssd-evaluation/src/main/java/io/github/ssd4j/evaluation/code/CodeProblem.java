package io.github.ssd4j.evaluation.code;

import io.github.ssd4j.internal.Ensure;
import java.util.regex.Pattern;

/**
 * A function to write in Python.
 *
 * @param taskId the name of the problem, unique in its file
 * @param prompt the beginning of the program: imports, perhaps helpers, and the head of the function with its docstring
 * @param entryPoint the name of the function
 * @param test Python code that defines {@code check(candidate)}, which raises an error when the function is wrong
 */
public record CodeProblem(String taskId, String prompt, String entryPoint, String test) {

    private static final Pattern IDENTIFIER = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_]*");

    public CodeProblem {
        Ensure.notBlank(taskId, "task_id");
        Ensure.notBlank(prompt, "prompt");
        Ensure.that(
                IDENTIFIER.matcher(entryPoint).matches(),
                "entry_point must be the name of a Python function, but is: %s",
                entryPoint);
        Ensure.notBlank(test, "test");
    }
}
