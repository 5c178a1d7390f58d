package io.github.ssd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.catalog.AbstractModelCatalogIT;
import dev.langchain4j.model.catalog.ModelCatalog;
import dev.langchain4j.model.catalog.ModelDescription;
import dev.langchain4j.model.catalog.ModelType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
