package io.github.ssd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.catalog.AbstractModelCatalogIT;
import dev.langchain4j.model.catalog.ModelCatalog;
import dev.langchain4j.model.catalog.ModelDescription;
import dev.langchain4j.model.catalog.ModelType;
import io.github.ssd4j.spi.ModelResolver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SsdModelCatalogTest extends AbstractModelCatalogIT {

    @TempDir
    Path folder;

    @Override
    protected ModelCatalog createModelCatalog() {
        return new SsdModelCatalog(ScriptedEngine.STORIES.getParent());
    }

    @Override
    protected ModelProvider expectedProvider() {
        return ModelProvider.OTHER;
    }

    @Test
    void should_find_files_directories_and_the_snapshots_of_a_hub_cache() throws IOException {
        // given
        Path gguf = ScriptedEngine.STORIES.resolveSibling("stories260K-Q4_0.gguf");
        Path file = Files.copy(gguf, folder.resolve("a.gguf"));
        Path below = Files.copy(gguf, Files.createDirectory(folder.resolve("b")).resolve("inside.gguf"));
        Path directory = copy(folder.resolve("c"));
        Path snapshot = copy(folder.resolve("models--org--tiny/snapshots/0123abcd"));
        Files.writeString(folder.resolve("damaged.gguf"), "GGUF");
        Files.writeString(folder.resolve("notes.txt"), "no model");
        Files.createDirectory(folder.resolve("empty"));
        Files.writeString(Files.createDirectory(folder.resolve("bert")).resolve("config.json"), "{}");

        // when
        List<ModelDescription> models = new SsdModelCatalog(folder).listModels();

        // then
        assertThat(models).extracting(ModelDescription::name).containsExactly("a", "inside", "c", "tiny");
        assertThat(models)
                .extracting(ModelDescription::description)
                .containsExactly(file.toString(), below.toString(), directory.toString(), snapshot.toString());
        assertThat(models).extracting(ModelDescription::maxInputTokens).containsOnly(512);
        assertThat(models).extracting(ModelDescription::type).containsOnly(ModelType.OTHER);
        assertThat(new SsdModelCatalog(folder).localModels())
                .extracting(LocalModel::path)
                .containsExactly(
                        file, below, folder.resolve("bert"), directory, folder.resolve("damaged.gguf"), snapshot);
    }

    @Test
    void should_list_what_a_resolver_finds_by_the_name_that_opens_it() throws IOException {
        // given
        Path model = copy(folder.resolve("tiny"));
        Path damaged = Files.writeString(folder.resolve("damaged.gguf"), "GGUF");
        List<LocalModel> found = List.of(LocalModel.of("org/tiny", model), LocalModel.of("org/damaged:Q4_0", damaged));
        SsdModelCatalog catalog = new SsdModelCatalog(new ModelResolver() {
            @Override
            public Optional<Path> resolve(String name, boolean offline) {
                throw new AssertionError("nothing has to be resolved");
            }

            @Override
            public List<LocalModel> localModels() {
                return found;
            }
        });

        // then
        assertThat(catalog.localModels()).isEqualTo(found);
        assertThat(catalog.listModels())
                .extracting(ModelDescription::name, ModelDescription::description)
                .containsExactly(tuple("tiny", "org/tiny"));
        assertThat(SsdModelCatalog.ofCaches().localModels()).isEmpty();
    }

    @Test
    void should_list_a_split_file_once_with_the_size_of_all_its_parts() throws IOException {
        // given
        Path first = Files.writeString(folder.resolve("a-00001-of-00002.gguf"), "GGUF");
        Files.writeString(folder.resolve("a-00002-of-00002.gguf"), "and more");
        Files.writeString(folder.resolve("b-00002-of-00002.gguf"), "another");

        // then
        assertThat(new SsdModelCatalog(folder).localModels())
                .containsExactly(new LocalModel(first.toString(), first, 12, LocalModel.Format.GGUF));
    }

    @Test
    void should_take_the_files_of_weights_for_the_size() throws IOException {
        Path model = copy(folder.resolve("tiny"));

        assertThat(LocalModel.of("org/tiny", model))
                .isEqualTo(new LocalModel(
                        "org/tiny",
                        model,
                        Files.size(model.resolve("model.safetensors")),
                        LocalModel.Format.SAFETENSORS));
    }

    @Test
    void should_list_a_model_in_several_files_once() throws IOException {
        Path parts = Path.of("src", "test", "resources", "gguf", "split");
        copy(parts, folder.resolve("split"));

        List<ModelDescription> models = new SsdModelCatalog(folder).listModels();

        assertThat(models).extracting(ModelDescription::name).containsExactly("stories260K-Q4_0");
        assertThat(models.get(0).description()).endsWith("stories260K-Q4_0-00001-of-00003.gguf");
    }

    @Test
    void should_say_that_there_is_no_such_directory() {
        SsdModelCatalog catalog = new SsdModelCatalog(folder.resolve("missing"));

        assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(catalog::listModels);
    }

    private static Path copy(Path target) throws IOException {
        return copy(ScriptedEngine.STORIES, target);
    }

    private static Path copy(Path source, Path target) throws IOException {
        Files.createDirectories(target);
        try (Stream<Path> files = Files.list(source)) {
            for (Path file : files.toList()) {
                Files.copy(file, target.resolve(file.getFileName()));
            }
        }
        return target;
    }
}
