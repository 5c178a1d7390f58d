package io.github.ssd4j.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.ssd4j.SkipProfiles;
import io.github.ssd4j.decoder.SkipProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SkipLayersFileTest {

    private static final SearchReport REPORT = Reports.report(1.08765);
    private static final String ENTRY = """
              "mine": {
                "model": {"name": "HuggingFaceTB/SmolLM2-135M-Instruct", "layers": 30, "hidden_size": 576},
                "attention": [3, 4],
                "mlp": [4, 25],
                "source": "search: greedy, 2 evaluations, seed 1",
                "measured": {
                  "draft_cost": 0.9523,
                  "agreement": [0.8461, 0.8, 0.75],
                  "verify_cost": [1, 1.05, 1.1, 1.1],
                  "draft_tokens": 3,
                  "tokens_per_round": 2.5,
                  "predicted_speed_up": 1.123,
                  "speed_up": 1.088,
                  "speed_up_over": "plain decoding",
                  "plain_tokens_per_second": 41.23,
                  "engine": "langchain4j-ssd 0.1.0",
                  "device": "cpu",
                  "dtype": "float16",
                  "linear_kernel": "fbgemm",
                  "threads": 0,
                  "context": 128,
                  "temperature": 0,
                  "prompts_sha256": "abc123",
                  "seed": 1,
                  "date": "2026-11-25"
                }
              }""".indent(2).stripTrailing();

    private Path file;

    @BeforeEach
    void setUp(@TempDir Path folder) {
        file = folder.resolve("skip_layers.json");
    }

    @Test
    void should_create_the_file() throws IOException {
        save("mine");

        assertThat(Files.readString(file)).isEqualTo("{\n" + ENTRY + "\n}\n");
        assertThat(files()).containsExactly("skip_layers.json");
        SkipProfiles loaded = SkipProfiles.load(file);
        SkipProfile expected = REPORT.profile("mine").orElseThrow();
        assertThat(loaded.names()).containsExactly("mine");
        assertThat(SkipProfiles.of(List.of(expected)).names()).isEqualTo(loaded.names());
    }

    @Test
    void should_leave_the_rest_of_the_repositorys_file_as_it_is() throws IOException {
        String repository = Files.readString(Path.of("..", "skip_layers.json"));
        Files.writeString(file, repository);

        save("mine");

        String end = "\n  }\n}\n";
        assertThat(repository).endsWith(end);
        String whole = repository.substring(0, repository.length() - 3);
        assertThat(Files.readString(file)).isEqualTo(whole + ",\n" + ENTRY + "\n}\n");
        assertThat(file.resolveSibling("skip_layers.json.bak")).hasContent(repository);
        assertThat(files()).containsExactly("skip_layers.json", "skip_layers.json.bak");
    }

    @Test
    void should_replace_a_profile_where_it_stands() throws IOException {
        String before = "{\"a\" : {\"attention\": [ 1 ],\"mlp\":[], \"x\": {\"mine\": 1}},\n\n  ";
        String after = " , \"ü\\u00fc\": {\"mlp\": [], \"attention\": [1], \"y\": 1.50 }\n }";
        Files.writeString(file, before + "\"mine\": {\"attention\": [], \"mlp\": [7], \"note\": \"}\"}" + after);

        save("mine");

        assertThat(Files.readString(file)).isEqualTo(before + ENTRY.strip() + after);
    }

    @Test
    void should_be_the_same_when_it_saves_the_same_again() throws IOException {
        save("mine");
        String once = Files.readString(file);

        save("mine");

        assertThat(file).hasContent(once);
    }

    @Test
    void should_fill_an_empty_object_and_keep_windows_line_breaks() throws IOException {
        Files.writeString(file, "\uFEFF{}");
        save("mine");
        assertThat(Files.readString(file)).isEqualTo("\uFEFF{\n" + ENTRY + "\n}");

        Files.writeString(file, "{\r\n}\r\n");
        save("mine");
        assertThat(Files.readString(file)).isEqualTo("{\r\n" + ENTRY.replace("\n", "\r\n") + "\r\n}\r\n");
    }

    @Test
    void should_replace_what_a_link_names_and_keep_permissions() throws IOException {
        Path target = Files.writeString(
                Files.createDirectory(file.resolveSibling("real")).resolve("r.json"), "{}");
        Path link;
        try {
            Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-rw-r--"));
            link = Files.createSymbolicLink(file, target);
        } catch (UnsupportedOperationException | IOException e) {
            assumeThat(e).as("links and permissions").isNull();
            return;
        }

        save("mine");

        assertThat(link).isSymbolicLink();
        assertThat(Files.readString(target)).contains("\"mine\"");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
                .isEqualTo("rw-rw-r--");
    }

    @Test
    void should_refuse_a_file_that_holds_no_profiles_and_not_touch_it() throws IOException {
        for (String content : List.of("not json", "[]", "{\"a\": 1}", "{\"a\": {\"mlp\": []}}", "")) {
            Files.writeString(file, content);

            assertThatThrownBy(() -> SkipLayersFile.of(file).checkWritable("mine"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith(file.toString());
            assertThatThrownBy(() -> save("mine")).isInstanceOf(IllegalArgumentException.class);
            assertThat(file).hasContent(content);
            assertThat(files()).containsExactly("skip_layers.json");
        }
    }

    @Test
    void check_should_find_out_before_the_search() throws IOException {
        assertThat(SkipLayersFile.of(file).checkWritable("mine")).isFalse();
        assertThat(files()).isEmpty();
        save("mine");
        assertThat(SkipLayersFile.of(file).checkWritable("mine")).isTrue();
        assertThat(SkipLayersFile.of(file).checkWritable("other")).isFalse();

        Path missing = file.resolveSibling("no").resolve("s.json");
        assertThatThrownBy(() -> SkipLayersFile.of(missing).checkWritable("mine"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(missing + " cannot be written: there is no folder " + missing.getParent());
        assertThatThrownBy(() -> SkipLayersFile.of(file.getParent()).checkWritable("mine"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(file.getParent() + " cannot be written: it is not a file");
        assertThatThrownBy(() -> SkipLayersFile.of(file).checkWritable("auto"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a skip profile cannot be called 'auto'");
    }

    @Test
    void check_should_find_a_folder_that_cannot_be_written() {
        Path readOnly = Path.of("/proc/self/skip_layers.json");
        assumeThat(readOnly.getParent())
                .as("a folder that not even root can write to")
                .isDirectory();

        assertThatThrownBy(() -> SkipLayersFile.of(readOnly).checkWritable("mine"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(
                        "/proc/self/skip_layers.json cannot be written: no file can be made in its folder (");
    }

    private void save(String name) throws IOException {
        SkipLayersFile.of(file).save(name, REPORT, REPORT.best().orElseThrow());
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(file.getParent())) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
