package io.github.ssd4j.evaluation.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodeProblemsTest {

    private static final String PROBLEM = """
            {"task_id": "T/%s", "prompt": "def f():\\n", "entry_point": "f", "test": "def check(c):\\n    assert c()\\n"}
            """;

    @TempDir
    Path folder;

    @Test
    void should_read_the_problems_of_a_file() {
        List<CodeProblem> problems = ExampleProblems.all();

        assertThat(problems).extracting(CodeProblem::taskId).containsExactly("Own/0", "Own/1", "Own/2");
        assertThat(problems.get(0).entryPoint()).isEqualTo("double");
        assertThat(problems.get(0).prompt()).startsWith("def double(number: int) -> int:\n    \"\"\" Returns");
        assertThat(problems.get(0).test()).startsWith("def check(candidate):\n");
    }

    @Test
    void should_read_a_packed_file_without_solutions() throws IOException {
        // given
        Path file = folder.resolve("problems.jsonl.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write((PROBLEM.formatted("ü") + "\n" + PROBLEM.formatted(2)).getBytes(StandardCharsets.UTF_8));
        }

        // then
        assertThat(CodeProblems.read(file)).extracting(CodeProblem::taskId).containsExactly("T/ü", "T/2");
    }

    @Test
    void should_name_the_line_that_is_wrong() throws IOException {
        assertRefused(PROBLEM.formatted(1) + "\n{\"task_id\": ", "line 3 is not JSON: ");
        assertRefused("[]", "line 1 must have a string \"task_id\"");
        assertRefused(PROBLEM.replace("prompt", "text"), "line 1 must have a string \"prompt\"");
        assertRefused(PROBLEM.replace("\"f\"", "7"), "line 1 must have a string \"entry_point\"");
        assertRefused(
                PROBLEM.replace("\"f\"", "\"f); import os; (\""),
                "line 1 is not a code problem: entry_point must be the name of a Python function, but is: f); import os; (");
        assertRefused(PROBLEM.formatted(1) + PROBLEM.formatted(1), "line 2 has a task_id that is used before: T/1");
    }

    @Test
    void should_refuse_a_file_that_has_no_problem() throws IOException {
        Path empty = Files.writeString(folder.resolve("empty"), "\n\n");

        assertThatThrownBy(() -> CodeProblems.read(empty))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(empty + ": has no code problem");
    }

    private void assertRefused(String lines, String trouble) throws IOException {
        Path file = Files.writeString(folder.resolve("problems.jsonl"), lines);
        assertThatThrownBy(() -> CodeProblems.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(file + ": " + trouble)
                .hasMessageNotContaining("\n");
    }
}
