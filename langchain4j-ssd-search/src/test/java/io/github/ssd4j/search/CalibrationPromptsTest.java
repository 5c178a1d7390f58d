package io.github.ssd4j.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalibrationPromptsTest {

    @TempDir
    private Path folder;

    @Test
    void built_in_prompts_should_be_many_and_of_moderate_length() {
        List<String> texts = CalibrationPrompts.builtIn().texts();

        assertThat(texts).hasSize(48).doesNotHaveDuplicates().allSatisfy(text -> {
            assertThat(text).hasSizeBetween(20, 700);
        });
        assertThat(texts).anySatisfy(text -> assertThat(text).contains("\ndef average(values):\n    total = 0\n"));
    }

    @Test
    void text_file_should_give_a_prompt_a_paragraph() throws IOException {
        Path file = write("p.txt", "\uFEFF\r\nOne,\r\n  two.\r\n \t\r\n\r\nGrüße\n\n\n");

        assertThat(CalibrationPrompts.load(file).texts()).containsExactly("One,\n  two.", "Grüße");
    }

    @Test
    void json_lines_should_give_prompt_first_turn_or_question() throws IOException {
        String content = """
                {"id": 7, "prompt": "a\\n\\nb", "question": "no"}

                {"turns": ["c", "d"]}
                {"question": "e|f"}
                {"question": "c"}
                """;
        Path file = write("p.JSONL", content.replace('|', '\u2028'));

        assertThat(CalibrationPrompts.load(file).texts()).containsExactly("a\n\nb", "c", "e\u2028f");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "{\"prompt\": \"a\"}\\n\\n{\"prompt\"; line 3 is not JSON: Unexpected end-of-input",
                "{\"prompt\": \"a\"} 7; line 1 is not JSON: Trailing token",
                "{\"text\": \"a\"}; line 1 must be an object with the text of a prompt, as in",
                "[1]; line 1 must be an object with the text of a prompt, as in",
                "{\"turns\": []}; line 1 must be an object with the text of a prompt, as in",
                "{\"prompt\": \"  \"}; line 1 must be an object with the text of a prompt, as in",
                "{\"prompt\": \"a\"}\\n{\"prompt\": \"a\"}; there must be at least 2 different prompts, but is: 1"
            })
    void json_lines_should_say_what_is_wrong_and_where(String content, String message) throws IOException {
        Path file = write("p.jsonl", content.replace("\\n", "\n"));

        assertThatThrownBy(() -> CalibrationPrompts.load(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(file + ": " + message);
    }

    @Test
    void should_refuse_files_that_are_no_prompts() throws IOException {
        Path binary = folder.resolve("b.txt");
        Files.write(binary, new byte[] {'a', (byte) 0xfc, 'b'});

        assertThatThrownBy(() -> CalibrationPrompts.load(binary))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the prompts cannot be read: " + binary + " (line 1 is not UTF-8)");
        assertThatThrownBy(() -> CalibrationPrompts.load(folder.resolve("no.txt")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the prompts cannot be read: " + folder.resolve("no.txt") + " (no such file)");
        assertThatThrownBy(() -> CalibrationPrompts.load(Path.of("a.csv")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the prompts must be a .txt or .jsonl file, but are: a.csv");
        assertThatThrownBy(() -> CalibrationPrompts.load(write("empty.txt", " \n\n")))
                .hasMessageEndingWith("empty.txt: there must be at least 2 different prompts, but is: 0");
    }

    @Test
    void fingerprint_should_be_of_texts_and_order() {
        String one = new CalibrationPrompts(List.of("a", "b")).sha256();

        assertThat(one)
                .hasSize(64)
                .isEqualTo(new CalibrationPrompts(List.of("a", "b", "a")).sha256())
                .isNotEqualTo(new CalibrationPrompts(List.of("b", "a")).sha256())
                .isNotEqualTo(new CalibrationPrompts(List.of("ab", "c")).sha256());
        assertThat(new CalibrationPrompts(List.of("ab", "c")).sha256())
                .isNotEqualTo(new CalibrationPrompts(List.of("a", "bc")).sha256());
    }

    private Path write(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }
}
