package io.github.ssd4j.examples.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every bad input ends in one line that names the value and says what to do, and in the exit code 1. */
@Timeout(300)
class ConsoleChatbotErrorsIT {

    @TempDir
    private Path home;

    @Test
    void should_refuse_a_path_that_does_not_exist() {
        assertThat(errorOf("--model", "/models/none"))
                .isEqualTo("model not found: there is no file or directory /models/none; give a checkpoint directory, "
                        + "a .gguf file or a name such as HuggingFaceTB/SmolLM2-135M-Instruct");
    }

    @Test
    void should_refuse_a_directory_without_configuration() throws IOException {
        // given
        Path empty = Files.createDirectories(home.resolve("empty"));

        // then
        assertThat(errorOf("--model", empty.toString())).contains("config.json");
    }

    @Test
    void should_refuse_a_truncated_file() throws Exception {
        // given
        Path model = copyOfBuiltIn();
        Path weights = model.resolve("model.safetensors");
        Files.write(weights, Arrays.copyOf(Files.readAllBytes(weights), 500_000));

        // then
        assertThat(errorOf("--model", model.toString())).startsWith("model.safetensors: ");
    }

    @Test
    void should_refuse_a_corrupt_file() throws Exception {
        // given
        Path gguf = Files.write(home.resolve("broken.gguf"), new byte[64]);
        Path model = copyOfBuiltIn();
        Files.writeString(model.resolve("config.json"), "{\"architectures\": [");

        // then
        assertThat(errorOf("--model", gguf.toString())).startsWith("broken.gguf: ");
        assertThat(errorOf("--model", model.toString())).startsWith("config.json: ");
    }

    @Test
    void should_refuse_a_profile_for_another_model() throws Exception {
        assertThat(errorOf("--model", ConsoleRun.builtIn(home), "--profile", "llama-2-13b"))
                .contains("'llama-2-13b'", "40 layers", "5 layers");
    }

    @Test
    void should_refuse_an_unknown_profile_and_a_missing_file_of_profiles() throws Exception {
        assertThat(errorOf("--model", ConsoleRun.builtIn(home), "--profile", "fastest"))
                .contains("'fastest'");
        assertThat(errorOf("--model", ConsoleRun.builtIn(home), "--profiles-file", "/none.json"))
                .contains("/none.json");
    }

    @Test
    void should_refuse_a_prompt_that_is_longer_than_the_context() throws Exception {
        assertThat(errorOf(
                        "--model",
                        ConsoleRun.builtIn(home),
                        "--context",
                        "8",
                        "--prompt",
                        "Once upon a time there was a little girl who loved to play outside"))
                .contains("context of 8 tokens");
    }

    @Test
    void should_refuse_a_context_longer_than_the_model_knows() throws Exception {
        assertThat(errorOf("--model", ConsoleRun.builtIn(home), "--context", "100000"))
                .contains("100000", "512");
    }

    @Test
    void should_refuse_a_gpu_that_is_not_there() throws Exception {
        assertThat(errorOf("--model", ConsoleRun.builtIn(home), "--device", "cuda:99"))
                .contains("cuda:99");
    }

    @Test
    void should_refuse_a_system_message_for_a_model_without_chat_template() throws Exception {
        assertThat(errorOf("--model", ConsoleRun.builtIn(home), "--system", "Be brief."))
                .isEqualTo("--system needs a model with a chat template, but stories260K has none");
    }

    @Test
    void should_show_the_stack_trace_only_when_it_is_asked_for() throws Exception {
        // when
        ConsoleRun run = ConsoleRun.onPipes(home, "").execute("--model", "/models/none", "--verbose");

        // then
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.errorLines().get(0)).startsWith("error: model not found: ");
        assertThat(run.errorLines()).anyMatch(line -> line.startsWith("\tat io.github.ssd4j.examples"));
    }

    @Test
    void should_refuse_to_run_without_the_native_library() throws Exception {
        // given
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        String withoutNatives = Arrays.stream(classPath.split(File.pathSeparator))
                .filter(entry -> !entry.contains("pytorch-native"))
                .collect(Collectors.joining(File.pathSeparator));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        withoutNatives,
                        "-DENGINE_CACHE_DIR=" + home.resolve("no-natives"),
                        ConsoleChatbot.class.getName(),
                        "--model",
                        ConsoleRun.builtIn(home),
                        "--prompt",
                        "Once",
                        "--offline")
                .redirectErrorStream(true)
                .start();

        // when
        process.getOutputStream().close();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();

        // then
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(lines)
                .hasSize(1)
                .first()
                .asString()
                .startsWith("error: the native library of PyTorch cannot be loaded on ");
    }

    /** The one line that a failing run shows, without its beginning. */
    private String errorOf(String... arguments) {
        String[] all = Arrays.copyOf(arguments, arguments.length + 2);
        if (!List.of(arguments).contains("--prompt")) {
            all[arguments.length] = "--prompt";
            all[arguments.length + 1] = "Once";
        } else {
            all = arguments;
        }
        ConsoleRun run = ConsoleRun.onPipes(home, "").execute(all);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.errorLines()).hasSize(1);
        assertThat(run.errorLines().get(0)).startsWith("error: ");
        return run.errorLines().get(0).substring("error: ".length());
    }

    private Path copyOfBuiltIn() throws IOException {
        Path copy = Files.createDirectories(home.resolve("copy"));
        try (Stream<Path> files = Files.list(Path.of(ConsoleRun.builtIn(home)))) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        return copy;
    }
}
