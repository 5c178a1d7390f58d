package io.github.ssd4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufDirectoryTest {

    @TempDir
    private Path folder;

    @Test
    void the_only_gguf_file_should_be_opened() throws IOException {
        Path file = GgufWriter.tinyLlama().writeTo(folder.resolve("tiny.gguf"));
        Files.writeString(folder.resolve("README.md"), "About the model");
        Files.writeString(folder.resolve("._tiny.gguf"), "Where another system keeps its own");

        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            assertThat(checkpoint.name()).isEqualTo("tiny");
            assertThat(checkpoint.path()).isEqualTo(file);
        }
    }

    @Test
    void the_parts_of_one_model_should_be_opened() {
        TestModels.copyOf(TestModels.resource("gguf/split"), folder);

        try (Checkpoint checkpoint = Checkpoint.open(folder);
                Checkpoint whole = Checkpoint.open(TestModels.resource("stories260K/stories260K-Q4_0.gguf"))) {
            assertThat(checkpoint.name()).isEqualTo("stories260K-Q4_0");
            assertThat(checkpoint.config()).isEqualTo(whole.config());
            assertThat(checkpoint.tensors().keySet())
                    .containsExactlyElementsOf(whole.tensors().keySet());
        }
    }

    @Test
    void parts_without_the_first_should_be_said_to_lack_it() throws IOException {
        TestModels.copyOf(TestModels.resource("gguf/split"), folder);
        Files.delete(folder.resolve("stories260K-Q4_0-00001-of-00003.gguf"));

        assertThatThrownBy(() -> Checkpoint.open(folder))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("stories260K-Q4_0-00002-of-00003.gguf: part 1 of 3 of the model is missing:"
                        + " stories260K-Q4_0-00001-of-00003.gguf");
    }

    @Test
    void several_models_should_be_listed() {
        GgufWriter.tinyLlama().writeTo(folder.resolve("b.gguf"));
        GgufWriter.tinyLlama().writeTo(folder.resolve("a.gguf"));
        TestModels.copyOf(TestModels.resource("gguf/split"), folder);

        assertThatThrownBy(() -> Checkpoint.open(folder))
                .isInstanceOf(CheckpointException.class)
                .hasMessage(folder.getFileName() + ": 3 models in this directory: a.gguf, b.gguf,"
                        + " stories260K-Q4_0-00001-of-00003.gguf; give the path of one of these files");
    }

    @Test
    void a_configuration_should_go_before_a_gguf_file() {
        TestModels.copyOf(TestModels.stories(), folder);
        GgufWriter.tinyLlama().writeTo(folder.resolve("tiny.gguf"));

        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            assertThat(checkpoint.path()).isEqualTo(folder);
        }
    }

    @Test
    void a_directory_without_a_model_should_be_refused() {
        assertThatThrownBy(() -> Checkpoint.open(folder))
                .isInstanceOf(CheckpointException.class)
                .hasMessage(folder.getFileName() + ": neither config.json nor a .gguf file in this directory");
    }
}
