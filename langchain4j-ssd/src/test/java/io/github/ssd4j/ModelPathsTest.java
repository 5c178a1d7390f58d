package io.github.ssd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.ssd4j.checkpoint.CheckpointException;
import io.github.ssd4j.spi.ModelResolver;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelPathsTest {

    private final ClassLoader usual = Thread.currentThread().getContextClassLoader();

    @TempDir
    Path classpath;

    @AfterEach
    void restore() {
        Thread.currentThread().setContextClassLoader(usual);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HuggingFaceTB/SmolLM2-135M-Instruct",
                "org/name@v1",
                "org/name:Q4_K_M",
                "org/name/file.Q4_K_M.gguf",
                "org/name/BF16/file.gguf",
                "ollama:llama3.2:3b"
            })
    void should_say_which_artifact_opens_models_by_name(String name) {
        assertThatExceptionOfType(ModelUnavailableException.class)
                .isThrownBy(() -> SsdEngine.builder().model(name).build())
                .withMessageStartingWith(
                        name + " is no file or directory here; to open models of the Hugging Face hub, "
                                + "or of Ollama's cache, by name, add io.github.ssd4j:langchain4j-ssd-hub:")
                .withMessageMatching(".*:\\d+\\.\\d+\\.\\d+(-SNAPSHOT)? to the class path");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/models/tiny", "models/tiny.gguf", "./models/tiny", "tiny", "a/b/c", "~/models/tiny"})
    void should_take_what_is_no_name_for_a_path(String path) {
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> SsdEngine.builder().model(path).build())
                .withMessageContaining("no such file or directory")
                .withMessageEndingWith(": " + path);
    }

    @Test
    void should_never_ask_for_the_name_that_a_path_is() {
        assertThatExceptionOfType(CheckpointException.class)
                .isThrownBy(() -> SsdEngine.builder().model(Path.of("org/name")).build())
                .withMessageContaining("no such file or directory");
    }

    @Test
    void should_ask_the_resolvers_of_the_class_path_for_what_is_not_there() throws IOException {
        // given
        Path services = Files.createDirectories(classpath.resolve("META-INF/services"));
        Files.writeString(services.resolve(ModelResolver.class.getName()), Fixed.class.getName());
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classpath.toUri().toURL()}, usual)) {
            Thread.currentThread().setContextClassLoader(loader);

            // then
            assertThat(ModelPaths.locate("org/name", false)).isEqualTo(Path.of("online"));
            assertThat(ModelPaths.locate("org/name", true)).isEqualTo(Path.of("offline"));
            assertThat(ModelPaths.locate("src/main", false)).isEqualTo(Path.of("src/main"));
            assertThat(ModelPaths.locate("org/other", false)).isEqualTo(Path.of("org/other"));
            assertThat(SsdModelCatalog.ofCaches().localModels()).containsExactly(Fixed.MODEL);
        }
    }

    /** A service that knows one name. */
    public static final class Fixed implements ModelResolver {

        static final LocalModel MODEL = new LocalModel("org/name", Path.of("offline"), 1, LocalModel.Format.GGUF);

        @Override
        public Optional<Path> resolve(String model, boolean offline) {
            assertThat(model).isNotEqualTo("src/main");
            return model.equals("org/name") ? Optional.of(Path.of(offline ? "offline" : "online")) : Optional.empty();
        }

        @Override
        public List<LocalModel> localModels() {
            return List.of(MODEL);
        }
    }
}
