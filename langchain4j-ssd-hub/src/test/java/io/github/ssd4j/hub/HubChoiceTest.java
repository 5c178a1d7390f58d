package io.github.ssd4j.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ssd4j.ModelUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which file of a repository with several GGUF files a name means. */
class HubChoiceTest extends HubTest {

    @BeforeEach
    void putGgufs() {
        server.files.clear();
        server.put("tiny.Q8_0.gguf", "GGUF 8");
        server.put("tiny.Q4_K_M.gguf", "GGUF 4");
        server.put("BF16/tiny-BF16-00001-of-00002.gguf", "GGUF 16 one");
        server.put("BF16/tiny-BF16-00002-of-00002.gguf", "GGUF 16 two");
        server.put("mmproj-F16.gguf", "an image encoder");
    }

    @Test
    void should_fetch_the_file_of_the_quantisation_and_no_other() {
        // when
        Path model = resolve(ID + ":q4_k_m");

        // then
        assertThat(model).isEqualTo(commitFolder().resolve("tiny.Q4_K_M.gguf")).hasContent("GGUF 4");
        assertThat(commitFolder().resolve("tiny.Q8_0.gguf")).doesNotExist();
    }

    @Test
    void should_fetch_all_parts_of_a_split_file_and_give_the_first() {
        // when
        Path model = resolve(ID + ":BF16");

        // then
        assertThat(model)
                .isEqualTo(commitFolder().resolve("BF16/tiny-BF16-00001-of-00002.gguf"))
                .hasContent("GGUF 16 one");
        assertThat(model.resolveSibling("tiny-BF16-00002-of-00002.gguf")).hasContent("GGUF 16 two");
    }

    @Test
    void should_fetch_the_file_that_is_named() {
        assertThat(resolve(ID + "/tiny.Q8_0.gguf")).hasContent("GGUF 8");
        assertThat(resolve(ID + "/BF16/tiny-BF16-00001-of-00002.gguf")).hasContent("GGUF 16 one");
    }

    @Test
    void should_keep_what_was_fetched_before_of_the_same_repository() {
        // given
        resolve(ID + ":Q8_0");
        resolve(ID + ":Q4_K_M");
        resolve(ID + ":BF16");
        server.close();

        // then
        assertThat(resolve(ID + ":Q8_0")).hasContent("GGUF 8");
        assertThat(resolve(ID + ":Q4_K_M")).hasContent("GGUF 4");
        assertThat(resolve(ID + ":BF16")).hasContent("GGUF 16 one");
    }

    @Test
    void should_not_mind_that_another_file_is_damaged() throws IOException {
        // given
        Path other = resolve(ID + ":Q8_0");
        resolve(ID + ":Q4_K_M");
        Files.writeString(other, "GGUF ?");
        Files.setLastModifiedTime(other, FileTime.fromMillis(1));

        // then
        assertThat(resolve(ID + ":Q4_K_M")).hasContent("GGUF 4");
        assertThat(notes).isEmpty();
        assertThat(resolve(ID + ":Q8_0")).hasContent("GGUF 8");
        assertThat(notes)
                .containsExactly("the cached tiny.Q8_0.gguf of " + ID + ":Q8_0 is damaged; it has to be fetched again");
    }

    @Test
    void should_list_what_there_is_when_there_is_no_such_quantisation() {
        assertThatThrownBy(() -> resolve(ID + ":Q5_K_M"))
                .isInstanceOf(ModelUnavailableException.class)
                .hasMessageEndingWith("hub: " + ID + " has no Q5_K_M; it has BF16, Q4_K_M, Q8_0");
        assertThatThrownBy(() -> resolve(ID + "/tiny.gguf"))
                .isInstanceOf(ModelUnavailableException.class)
                .hasMessageEndingWith("hub: " + ID + " has no tiny.gguf; it has BF16, Q4_K_M, Q8_0");
    }

    @Test
    void should_ask_for_a_choice_between_several_models() {
        assertThatThrownBy(() -> resolve())
                .isInstanceOf(ModelUnavailableException.class)
                .hasMessageEndingWith("hub: " + ID + " holds several .gguf models: choose one with " + ID
                        + ":NAME; it has BF16, Q4_K_M, Q8_0");
    }

    @Test
    void should_ask_for_a_choice_between_files_of_the_same_quantisation() {
        // given
        server.put("other.Q8_0.gguf", "GGUF");

        // then
        assertThatThrownBy(() -> resolve(ID + ":Q8_0"))
                .isInstanceOf(ModelUnavailableException.class)
                .hasMessageEndingWith(
                        "hub: %1$s:Q8_0 has several models: give one of %1$s/other.Q8_0.gguf, ".formatted(ID) + ID
                                + "/tiny.Q8_0.gguf");
    }

    @Test
    void should_refuse_a_split_file_of_which_a_part_is_missing() {
        // given
        server.files.remove("BF16/tiny-BF16-00001-of-00002.gguf");

        // then
        assertThatThrownBy(() -> resolve(ID + ":BF16"))
                .isInstanceOf(ModelUnavailableException.class)
                .hasMessageEndingWith("hub: incomplete: 1 of the 2 files of " + ID + ":BF16 are there");
    }

    @Test
    void should_download_the_only_gguf_of_a_repository_without_safetensors() {
        // given
        server.files.keySet().retainAll(Map.of("tiny.Q8_0.gguf", "").keySet());

        // then
        assertThat(resolve()).hasContent("GGUF 8");
    }

    @Test
    void should_say_that_a_repository_has_no_weights_that_can_be_read() {
        // given
        server.files.clear();
        server.put("config.json", "{}");
        server.put("pytorch_model.bin", "pickled");

        // then
        assertThatThrownBy(() -> resolve())
                .hasMessageEndingWith("hub: " + ID + " holds neither safetensors weights nor a .gguf file");
        assertThatThrownBy(() -> resolve(ID + ":Q8_0"))
                .hasMessageEndingWith("hub: " + ID + " has no Q8_0; it has no .gguf file");
    }

    @Test
    void should_never_fetch_a_file_outside_of_its_folder() {
        // given
        server.put("../out.Q5_0.gguf", "GGUF");

        // then
        assertThatThrownBy(() -> resolve(ID + ":Q5_0"))
                .hasMessageEndingWith("hub: " + ID + " has no Q5_0; it has BF16, Q4_K_M, Q8_0");
    }
}
