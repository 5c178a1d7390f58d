package io.github.ssd4j.evaluation.code;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgramsTest {

    private static final List<CodeProblem> PROBLEMS = ExampleProblems.all();
    private static final CodeProblem DOUBLE = PROBLEMS.get(0);
    private static final CodeProblem LONGEST = PROBLEMS.get(1);
    private static final CodeProblem NEAREST = PROBLEMS.get(2);

    @Test
    void should_put_prompt_completion_test_and_check_one_after_the_other() {
        assertThat(Programs.fromCompletion(DOUBLE, "    return 2 * number\n"))
                .isEqualTo(DOUBLE.prompt() + "    return 2 * number\n\n\n" + DOUBLE.test() + "\ncheck(double)\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\ndef other():\n    pass",
                "\nclass Other:",
                "\n# Test",
                "\nif __name__ == '__main__':",
                "\nprint(double(1))",
                "\n@cache",
                "\n```\nThis is it."
            })
    void should_cut_a_completion_behind_the_function(String rest) {
        assertThat(Programs.fromCompletion(DOUBLE, "    # twice\n    if number:\n        return 1\n" + rest))
                .isEqualTo(Programs.fromCompletion(DOUBLE, "    # twice\n    if number:\n        return 1\n"));
    }

    @Test
    void should_take_the_block_that_defines_the_function() {
        String answer = """
                Install it first:
                ```bash
                pip install double
                ```
                Then:
                ```python
                def double(number):
                    return number + number
                ```
                For example:
                ```python
                def double(number): ...
                ```
                """;

        assertThat(Programs.fromChat(DOUBLE, answer))
                .isEqualTo(
                        "def double(number):\n    return number + number\n\n\n" + DOUBLE.test() + "\ncheck(double)\n");
    }

    @Test
    void should_not_mistake_a_function_with_a_longer_name() {
        String answer = "```\ndef double_all(x):\n    pass\n```\n```\ndef double (x):\n    return 2 * x\n```";

        assertThat(codeOf(DOUBLE, answer)).isEqualTo("def double (x):\n    return 2 * x\n");
    }

    @Test
    void should_keep_what_the_prompt_has_before_the_function() {
        assertThat(codeOf(LONGEST, "```python\ndef longest(words: List[str]):\n    return ''\n```"))
                .isEqualTo("from typing import List\n\n\ndef longest(words: List[str]):\n    return ''\n");
        assertThat(codeOf(NEAREST, "```\ndef nearest(point, others):\n    return others[0]\n```"))
                .startsWith("import math\n\n\ndef distance(a, b):\n")
                .endsWith("\n\n\ndef nearest(point, others):\n    return others[0]\n");
    }

    @Test
    void should_put_imports_from_the_future_first() {
        String answer = "```\nfrom __future__ import annotations\nimport re\n\ndef longest(words):\n    return ''\n```";

        assertThat(codeOf(LONGEST, answer)).isEqualTo("""
                        from __future__ import annotations
                        from typing import List


                        import re

                        def longest(words):
                            return ''
                        """);
    }

    @Test
    void should_read_blocks_that_are_indented_cut_off_or_fenced_with_tildes() {
        String code = "def double(x):\n    return 2 * x\n";

        assertThat(codeOf(DOUBLE, "1. So:\n   ```python\n   def double(x):\n       return 2 * x\n   ```\n"))
                .isEqualTo(code);
        assertThat(codeOf(DOUBLE, "```python\n" + code)).isEqualTo(code);
        assertThat(codeOf(DOUBLE, "~~~\n" + code + "~~~")).isEqualTo(code);
        assertThat(codeOf(DOUBLE, "````\n" + code + "````")).isEqualTo(code);
        assertThat(codeOf(DOUBLE, code)).isEqualTo(code.stripTrailing() + "\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "    for i in x:\n        y()\n    return 1",
                "    for i in x:\n        y()\n    return 1\nprint(double(3))",
                "for i in x:\n    y()\nreturn 1",
                "for i in x:\n        y()\n    return 1",
                "        for i in x:\n            y()\n        return 1",
                "\n\n```python\nfor i in x:\n    y()\nreturn 1\n```",
                "\tfor i in x:\n\t\ty()\n\treturn 1"
            })
    void should_mend_the_indentation_of_a_body(String body) {
        assertThat(codeOf(DOUBLE, body)).isEqualTo(DOUBLE.prompt() + "    for i in x:\n        y()\n    return 1\n");
    }

    @Test
    void should_mend_a_first_line_that_alone_is_not_indented() {
        assertThat(codeOf(DOUBLE, "a = 1\n    return a")).isEqualTo(DOUBLE.prompt() + "    a = 1\n    return a\n");
        assertThat(codeOf(DOUBLE, "if a:\n        return a"))
                .isEqualTo(DOUBLE.prompt() + "    if a:\n        return a\n");
        assertThat(codeOf(DOUBLE, "if a:\n    return a")).isEqualTo(DOUBLE.prompt() + "    if a:\n        return a\n");
    }

    /** The program without its test. */
    private static String codeOf(CodeProblem problem, String answer) {
        String end = "\n\n" + problem.test() + "\ncheck(" + problem.entryPoint() + ")\n";
        String program = Programs.fromChat(problem, answer);
        assertThat(program).endsWith(end);
        return program.substring(0, program.length() - end.length());
    }
}
