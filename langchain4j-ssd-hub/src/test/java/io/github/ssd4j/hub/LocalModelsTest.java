package io.github.ssd4j.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.ssd4j.LocalModel;
import io.github.ssd4j.LocalModel.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the caches of the hub hold, by the names that open it. */
class LocalModelsTest extends HubTest {

    @Test
    void should_list_what_the_tools_of_the_hub_have_fetched() throws IOException {
        // given
        Path tiny = snapshot("org--tiny", "abc", "main");
        put(tiny, "config.json", "tokenizer.json", "model.safetensors");
        put(snapshot("org--tiny", "def", "v1"), "config.json", "tokenizer.json", "model.safetensors");
        Path many = snapshot("org--many-GGUF", "abc", "main");
        put(many, "m.Q8_0.gguf", "x.Q4_0.gguf", "y.Q4_0.gguf", "plain.gguf", "mmproj-F16.gguf");
        put(many.resolve("BF16"), "m-BF16-00001-of-00002.gguf", "m-BF16-00002-of-00002.gguf");
        put(many, "m-Q6_K-00001-of-00002.gguf");
        put(snapshot("org--incomplete", "abc", "main"), "config.json", "model.safetensors");
        put(snapshot("org--unnamed", "0123abcd", "main"), "a.gguf");
        Files.delete(home.resolve(".cache/huggingface/hub/models--org--unnamed/refs/main"));
        Files.createDirectories(home.resolve(".cache/huggingface/hub/datasets--org--words/snapshots/abc"));

        // when
        List<LocalModel> models = hub().localModels();

        // then
        assertThat(models)
                .extracting(LocalModel::name, LocalModel::format, LocalModel::bytes)
                .containsExactly(
                        tuple("org/many-GGUF:BF16", Format.GGUF, 52L),
                        tuple("org/many-GGUF:Q8_0", Format.GGUF, 11L),
                        tuple("org/many-GGUF/plain.gguf", Format.GGUF, 10L),
                        tuple("org/many-GGUF/x.Q4_0.gguf", Format.GGUF, 11L),
                        tuple("org/many-GGUF/y.Q4_0.gguf", Format.GGUF, 11L),
                        tuple("org/tiny", Format.SAFETENSORS, 17L),
                        tuple("org/tiny@v1", Format.SAFETENSORS, 17L),
                        tuple("org/unnamed@0123abcd/a.gguf", Format.GGUF, 6L));
        assertThat(models)
                .allSatisfy(
                        model -> assertThat(hub().resolve(model.name(), true)).contains(model.path()));
    }

    @Test
    void should_list_what_was_downloaded_and_nothing_twice() throws IOException {
        // given
        resolve();
        Path same = snapshot("HuggingFaceTB--SmolLM2-135M-Instruct", "abc", "main");
        server.put("tiny.Q8_0.gguf", "GGUF");
        resolve(ID + ":Q8_0");

        // then
        assertThat(hub().localModels())
                .extracting(LocalModel::name, LocalModel::path, LocalModel::bytes)
                .containsExactly(
                        tuple(ID, commitFolder(), 300_000L),
                        tuple(ID + ":Q8_0", commitFolder().resolve("tiny.Q8_0.gguf"), 4L));

        // and when
        put(same, "config.json", "tokenizer.json", "model.safetensors");

        // then
        assertThat(hub().localModels())
                .extracting(LocalModel::path)
                .containsOnlyOnce(same)
                .doesNotContain(commitFolder());
    }

    @Test
    void should_list_nothing_where_there_is_no_cache() {
        assertThat(hub().localModels()).isEmpty();
    }

    private Path snapshot(String repository, String commit, String revision) throws IOException {
        Path model = home.resolve(".cache/huggingface/hub/models--" + repository);
        Path ref = model.resolve("refs").resolve(revision);
        Files.createDirectories(ref.getParent());
        Files.writeString(ref, commit);
        return Files.createDirectories(model.resolve("snapshots").resolve(commit));
    }

    /** Files whose content is their name. */
    private static void put(Path folder, String... names) throws IOException {
        Files.createDirectories(folder);
        for (String name : names) {
            Files.writeString(folder.resolve(name), name);
        }
    }
}
