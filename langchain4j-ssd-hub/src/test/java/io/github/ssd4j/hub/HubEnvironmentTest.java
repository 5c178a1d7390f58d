package io.github.ssd4j.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HubEnvironmentTest {

    private static final Path HOME = Path.of("home").toAbsolutePath();

    @ParameterizedTest
    @CsvSource({
        "Linux, .cache/langchain4j-ssd",
        "Mac OS X, Library/Caches/langchain4j-ssd",
        "Windows 11, AppData/Local/langchain4j-ssd"
    })
    void should_keep_the_cache_in_the_usual_place(String system, String expected) {
        assertThat(new HubEnvironment(Map.of(), HOME, system).cacheHome()).isEqualTo(HOME.resolve(expected));
    }

    @Test
    void should_let_variables_move_the_caches() {
        // given
        HubEnvironment xdg = environment("XDG_CACHE_HOME", "/xdg");
        HubEnvironment own = environment("SSD_CACHE_HOME", "~/own");

        // then
        assertThat(xdg.cacheHome()).isEqualTo(Path.of("/xdg/langchain4j-ssd"));
        assertThat(xdg.hubCache()).isEqualTo(Path.of("/xdg/huggingface/hub"));
        assertThat(own.cacheHome()).isEqualTo(HOME.resolve("own"));
        assertThat(environment("HF_HOME", "/hf").hubCache()).isEqualTo(Path.of("/hf/hub"));
        assertThat(environment("HF_HUB_CACHE", "/cache").hubCache()).isEqualTo(Path.of("/cache"));
        assertThat(environment("OLLAMA_MODELS", "/ollama").ollamaCache()).isEqualTo(Path.of("/ollama"));
        assertThat(environment("A", "b").ollamaCache()).isEqualTo(HOME.resolve(".ollama/models"));
        assertThat(environment("HF_HUB_CACHE", " ").hubCache()).isEqualTo(HOME.resolve(".cache/huggingface/hub"));
    }

    @ParameterizedTest
    @CsvSource({"1, true", "TRUE, true", "yes, true", "on, true", "0, false", "'', false", "no, false"})
    void should_read_the_offline_switch(String value, boolean offline) {
        assertThat(environment("HF_HUB_OFFLINE", value).isOffline()).isEqualTo(offline);
    }

    @Test
    void should_keep_the_path_of_a_mirror() {
        assertThat(environment("HF_ENDPOINT", "https://mirror.example/hub").hubEndpoint())
                .isEqualTo(URI.create("https://mirror.example/hub/"));
    }

    @Test
    void should_write_paths_as_the_user_does() {
        assertThat(environment("A", "b").shorten(HOME.resolve("models"))).isEqualTo("~/models");
        assertThat(environment("A", "b").shorten(Path.of("/models"))).isEqualTo("/models");
    }

    private static HubEnvironment environment(String name, String value) {
        return new HubEnvironment(Map.of(name, value), HOME, "Linux");
    }
}
