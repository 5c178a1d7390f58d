package io.github.ssd4j.evaluation.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuestionsTest {

    private static final Path DATA = Path.of("src/test/resources/io/github/ssd4j/evaluation/data");

    @TempDir
    private Path folder;

    @Test
    void should_read_spec_bench() {
        List<Question> questions = Questions.read(DATA.resolve("spec_bench_dev.jsonl"));

        assertThat(questions).extracting(Question::id).containsExactly("81", "83", "103", "111", "401", "403");
        assertThat(questions)
                .extracting(Question::category)
                .containsExactly("writing", "writing", "reasoning", "math", "math_reasoning", "math_reasoning");
        assertThat(questions.get(0).turns())
                .hasSize(2)
                .last()
                .isEqualTo("Rewrite your previous response. Start every sentence with the letter A.");
        assertThat(questions.get(0).references()).isEmpty();
        assertThat(questions.get(2).references()).containsExactly("Thomas may work at a hospital.", "");
        assertThat(questions.get(3).references()).containsExactly("Area is 3", "5pi");
    }

    @Test
    void should_read_gsm8k_and_human_eval_with_the_category_of_the_file() {
        List<Question> maths = Questions.read(DATA.resolve("gsm8k_dev.jsonl"));
        List<Question> code = Questions.read(DATA.resolve("humaneval_dev.jsonl"));

        assertThat(maths).hasSize(3).extracting(Question::category).containsOnly("gsm8k");
        assertThat(maths.get(1).turns().get(0)).startsWith("Josh decides to try flipping a house.  He buys");
        assertThat(maths.get(1).references()).singleElement().asString().endsWith("\n#### 70000");
        assertThat(code).extracting(Question::id).containsExactly("HumanEval/34", "HumanEval/42");
        assertThat(code.get(0).category()).isEqualTo("humaneval");
        assertThat(code.get(0).turns().get(0))
                .startsWith("\n\ndef unique(l: list):\n")
                .endsWith("\"\"\"\n");
        assertThat(code.get(0).references()).containsExactly("    return sorted(list(set(l)))\n");
    }

    @Test
    void should_read_summaries_with_what_they_should_answer() throws IOException {
        Path file = write("s.jsonl", """
                {"id": "p", "question": "Who?", "article": "A text.\\n", "highlights": "H"}
                """);

        assertThat(Questions.read(DATA.resolve("scitldr_dev.jsonl")))
                .singleElement()
                .satisfies(question -> assertThat(question.references()).hasSize(3));
        assertThat(Questions.read(file))
                .containsExactly(new Question(
                        "p", "s", List.of("A text.\n\nThe summary should answer this question: Who?"), List.of("H")));
    }

    @Test
    void should_read_own_files() throws IOException {
        Path file = write("My own_dev.JSONL", """
                \uFEFF{"prompt": " a ", "question": "no", "references": ["r", "s"], "reference": "no", "more": {}}

                {"id": 12345678901234567890, "prompt": "b", "category": "c", "reference": "r"}
                {"id": null, "question_id": "x 1", "turns": "d", "reference": [], "answer": null}
                {"question": "e"}
                {"question": "f", "reference": [["r", "s"], "", ["t"]]}
                """);

        assertThat(Questions.read(file))
                .containsExactly(
                        new Question("1", "My own", List.of(" a "), List.of("r", "s")),
                        new Question("12345678901234567890", "c", List.of("b"), List.of("r")),
                        new Question("x 1", "My own", List.of("d"), List.of()),
                        new Question("5", "My own", List.of("e"), List.of()),
                        new Question("6", "My own", List.of("f"), List.of("r", "s", "", "t")));
    }

    @Test
    void should_read_the_schema_of_answers() throws IOException {
        Path file = write("s.jsonl", """
                {"prompt": "a", "schema": {"type": "boolean"}}
                {"prompt": "b", "schema": null}
                """);
        Path wrong = write("w.jsonl", "{\"prompt\": \"a\", \"schema\": \"boolean\"}");

        assertThat(Questions.read(file))
                .extracting(question ->
                        String.valueOf(question.withId("x").withCategory("y").schema()))
                .containsExactly("{\"type\":\"boolean\"}", "null");
        assertThatThrownBy(() -> Questions.read(wrong))
                .hasMessageContaining("must have an object as \"schema\", but has: \"boolean\"");
    }

    @Test
    void should_read_the_extraction_set_that_comes_with_it() {
        assertThat(Questions.read(Path.of("data/json_extraction.jsonl")))
                .hasSize(16)
                .allMatch(question ->
                        question.schema() != null && question.category().equals("json_extraction"));
    }

    @ParameterizedTest
    @CsvSource({"a_dev.jsonl.gz, a", "b.json, b", "c.d.jsonl, c.d", "_dev.jsonl, _dev.jsonl", "dev, dev"})
    void category_should_be_the_name_of_the_file(String file, String category) {
        assertThat(QuestionFile.category(Path.of("folder", file))).isEqualTo(category);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "{\"prompt\": \"a\"}\\n\\n{\"prompt\"; line 3 is not JSON: Unexpected end-of-input",
                "[\"a\"]; line 1 must be an object with what is asked, as in {\"prompt\": \"...\"}, {\"turns\": [\"...\"]}, {",
                "{\"text\": \"a\"}; line 1 must be an object with what is asked, as in {\"prompt\": \"...\"}",
                "{\"turns\": []}; line 1 must be an object with what is asked, as in {\"prompt\": \"...\"}",
                "{\"turns\": [\"a\", \" \"]}; line 1 must have a text or a list of texts, none blank, as \"turns\", but has: [\"a\",\" \"]",
                "{\"turns\": [\"a\", 1]}; line 1 must have a text or a list of texts, none blank, as \"turns\", but has: [\"a\",1]",
                "{\"prompt\": 7}; line 1 must have a text that is not blank as \"prompt\", but has: 7",
                "{\"prompt\": \"\"}; line 1 must have a text that is not blank as \"prompt\", but has: \"\"",
                "{\"question\": \"a\", \"answer\": 7}; line 1 must have a text or a list of texts as \"answer\", but has: 7",
                "{\"prompt\": \"a\", \"id\": 1.5}; line 1 must have a text or a whole number as \"id\", but has: 1.5",
                "{\"prompt\": \"a\", \"id\": \" \"}; line 1 must have a text or a whole number as \"id\", but has: \" \"",
                "{\"prompt\": \"a\", \"category\": []} {; line 1 is not JSON: Trailing token",
                "{\"article\": \"a\"}; line 1 must be an object with a text and its summary, as in {\"article\": \"...\", ",
                "{\"id\": 2, \"prompt\": \"a\"}\\n{\"prompt\": \"b\"}; line 2 must have another id than line 1, but is: 2",
            })
    void should_say_what_is_wrong_and_where(String content, String message) throws IOException {
        Path file = write("q.jsonl", content.replace("\\n", "\n"));

        assertThatThrownBy(() -> Questions.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(file + ": " + message)
                .hasMessageNotContaining("\n");
    }

    @Test
    void should_refuse_files_with_nothing_in_them() throws IOException {
        Path file = write("q.jsonl", "\n \n");

        assertThatThrownBy(() -> Questions.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(file + ": there must be at least one line, but are none");
        assertThatThrownBy(() -> Questions.read(folder.resolve("no")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the questions cannot be read: " + folder.resolve("no") + " (no such file)");
    }

    @Test
    void limit_should_be_of_each_category() {
        List<Question> questions = Questions.read(DATA.resolve("spec_bench_dev.jsonl"));

        assertThat(Questions.limit(questions, 1)).extracting(Question::id).containsExactly("81", "103", "111", "401");
        assertThat(Questions.limit(questions, 9)).isEqualTo(questions);
        assertThatThrownBy(() -> Questions.limit(questions, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("limit must be greater than zero, but is: 0");
    }

    @Test
    void spec_bench_should_have_six_groups() {
        assertThat(List.of("writing", "roleplay", "reasoning", "math", "coding", "extraction", "stem", "humanities"))
                .extracting(Questions::specBenchGroup)
                .containsOnly("mt_bench");
        assertThat(List.of("translation", "summarization", "qa", "math_reasoning", "rag", "mine"))
                .allSatisfy(category ->
                        assertThat(Questions.specBenchGroup(category)).isEqualTo(category));
    }

    private Path write(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    @Test
    void limited_groups_should_have_some_of_each_of_their_categories() {
        List<Question> questions = new ArrayList<>();
        for (String category : List.of("writing", "math", "qa")) {
            for (int i = 0; i < 5; i++) {
                questions.add(new Question(category + i, category, List.of("?"), List.of()));
            }
        }

        assertThat(Questions.limitGroups(questions, 4))
                .extracting(Question::id)
                .containsExactly("writing0", "writing1", "math0", "math1", "qa0", "qa1", "qa2", "qa3");
        assertThat(Questions.limitGroups(questions, 1))
                .extracting(Question::id)
                .containsExactly("writing0", "math0", "qa0");
    }
}
