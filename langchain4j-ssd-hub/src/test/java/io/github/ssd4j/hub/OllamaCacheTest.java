package io.github.ssd4j.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ssd4j.LocalModel;
import io.github.ssd4j.ModelUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OllamaCacheTest {

    @TempDir
    private Path home;

    private Path root;
    private HubModels models;

    @BeforeEach
    void findCache() {
        root = home.resolve(".ollama/models");
        models = new HubModels(new HubEnvironment(Map.of(), home, "Linux"), FetchListener.NONE);
    }

    @Test
    void should_find_the_gguf_file_that_a_manifest_names() throws IOException {
        // given
        Path library = put("registry.ollama.ai/library/llama3.2/3b", "a");
        Path user = put("registry.ollama.ai/someone/mine/latest", "b");
        Path hub = put("hf.co/org/Tiny-GGUF/Q4_K_M", "c");

        // then
        assertThat(models.resolve("ollama:llama3.2:3b", false)).contains(library);
        assertThat(models.resolve("ollama:library/llama3.2:3b", false)).contains(library);
        assertThat(models.resolve("ollama:someone/mine", false)).contains(user);
        assertThat(models.resolve("ollama:hf.co/org/Tiny-GGUF:Q4_K_M", true)).contains(hub);
    }

    @Test
    void should_list_each_model_by_the_name_that_opens_it() throws IOException {
        // given
        put("hf.co/org/Tiny-GGUF/Q4_K_M", "c");
        Path blob = put("registry.ollama.ai/library/llama3.2/3b", "a");
        put("registry.ollama.ai/someone/mine/latest", "b");
        Files.writeString(
                Files.createDirectories(manifest("registry.ollama.ai/library/bad"))
                        .resolve("latest"),
                "{");

        // then
        assertThat(models.localModels())
                .extracting(LocalModel::name)
                .containsExactly(
                        "ollama:hf.co/org/Tiny-GGUF:Q4_K_M", "ollama:llama3.2:3b", "ollama:someone/mine:latest");
        assertThat(models.localModels().get(1))
                .isEqualTo(new LocalModel("ollama:llama3.2:3b", blob, 6, LocalModel.Format.GGUF));
        assertThat(models.localModels())
                .allSatisfy(
                        model -> assertThat(models.resolve(model.name(), true)).contains(model.path()));
    }

    @Test
    void should_say_what_is_there_and_how_to_fetch_what_is_not() throws IOException {
        assertThatThrownBy(() -> models.resolve("ollama:llama3.2:1b", false))
                .isInstanceOf(ModelUnavailableException.class)
                .hasMessage("ollama:llama3.2:1b: Ollama's cache ~/.ollama/models: not there; it holds no model; "
                        + "`ollama pull llama3.2:1b` fetches it");

        put("registry.ollama.ai/library/llama3.2/3b", "a");

        assertThatThrownBy(() -> models.resolve("ollama:llama3.2:1b", false))
                .hasMessageContaining("not there; it holds ollama:llama3.2:3b; ");
        assertThatThrownBy(() -> models.resolve("ollama:../../x", false))
                .hasMessageEndingWith("../../x is no name of a model of Ollama");
    }

    @Test
    void should_refuse_a_manifest_without_a_gguf_file() throws IOException {
        // given
        Path blob = put("registry.ollama.ai/library/gone/latest", "a");
        Files.delete(blob);
        Path outside = manifest("registry.ollama.ai/library/outside/latest");
        Files.createDirectories(outside.getParent());
        Files.writeString(outside, layers("application/vnd.ollama.image.model", "sha256:../../../etc/passwd"));

        // then
        assertThatThrownBy(() -> models.resolve("ollama:gone", false))
                .hasMessageEndingWith("its file is missing: " + blob);
        assertThatThrownBy(() -> models.resolve("ollama:outside", false))
                .hasMessageEndingWith("the manifest names no GGUF file: " + outside);
    }

    /** @return the file of the model */
    private Path put(String name, String digit) throws IOException {
        String digest = digit.repeat(64);
        Path manifest = manifest(name);
        Files.createDirectories(manifest.getParent());
        Files.writeString(manifest, layers("application/vnd.ollama.image.model", "sha256:" + digest));
        Path blob = root.resolve("blobs").resolve("sha256-" + digest);
        Files.createDirectories(blob.getParent());
        return Files.writeString(blob, "GGUF " + digit);
    }

    private Path manifest(String name) {
        return root.resolve("manifests").resolve(name);
    }

    private static String layers(String type, String digest) {
        return """
                {"schemaVersion": 2, "layers": [
                  {"mediaType": "application/vnd.ollama.image.template", "digest": "sha256:%s", "size": 3},
                  {"mediaType": "%s", "digest": "%s", "size": 6}]}
                """.formatted("0".repeat(64), type, digest);
    }
}
