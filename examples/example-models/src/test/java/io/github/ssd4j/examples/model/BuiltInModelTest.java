package io.github.ssd4j.examples.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ssd4j.hub.internal.CacheFolder;
import io.github.ssd4j.hub.internal.Checksum;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuiltInModelTest {

    @TempDir
    private Path root;

    @Test
    void should_unpack_every_file_of_the_checkpoint() throws Exception {
        // when
        Path folder = BuiltInModel.unpack(new CacheFolder(root));

        // then
        assertThat(folder.resolve("config.json")).isRegularFile();
        assertThat(folder.resolve("tokenizer.json")).isRegularFile();
        assertThat(Checksum.sha256("407a7c581bdd66972383ce9ad24857713fb98786d06ea564a2fe9b34ebe77dfd")
                        .matches(folder.resolve("model.safetensors")))
                .isTrue();
    }

    @Test
    void should_unpack_again_only_what_is_damaged() throws Exception {
        // given
        CacheFolder cache = new CacheFolder(root);
        Path config = BuiltInModel.unpack(cache).resolve("config.json");
        FileTime before = Files.getLastModifiedTime(config);

        // when
        BuiltInModel.unpack(cache);
        FileTime untouched = Files.getLastModifiedTime(config);
        Files.writeString(config, "{}");
        BuiltInModel.unpack(cache);

        // then
        assertThat(untouched).isEqualTo(before);
        assertThat(config).content().contains("LlamaForCausalLM");
    }
}
