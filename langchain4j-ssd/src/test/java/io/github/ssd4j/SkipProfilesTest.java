package io.github.ssd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.ssd4j.checkpoint.ModelConfig;
import io.github.ssd4j.checkpoint.RopeScaling;
import io.github.ssd4j.decoder.SkipProfile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SkipProfilesTest {

    private static final ModelConfig LLAMA_2_13B = config(40, 5120);

    @TempDir
    Path folder;

    @Test
    void should_pack_the_published_profiles() {
        SkipProfiles profiles = SkipProfiles.builtIn();

        assertThat(profiles.names())
                .contains(
                        "llama-2-13b",
                        "llama-2-13b-chat",
                        "codellama-13b",
                        "llama-2-70b",
                        "llama-2-13b_cnndm",
                        "llama-2-70b_cnndm",
                        "llama-2-13b_chat_cnndm",
                        "codellama-13b_humaneval",
                        "codellama-34b_humaneval");
        assertThat(profiles.find("llama-2-13b", LLAMA_2_13B))
                .isEqualTo(new SkipProfile(
                        "llama-2-13b",
                        "meta-llama/Llama-2-13b-hf",
                        40,
                        5120,
                        List.of(
                                3, 5, 6, 8, 10, 11, 14, 15, 18, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 33, 34, 35, 36,
                                37),
                        List.of(6, 9, 10, 11, 15, 24, 25, 27, 28, 35),
                        "published: dilab-zju/self-speculative-decoding skip_layers.json at 688db8b74a78, Apache-2.0"));
    }

    @Test
    void should_pack_the_file_at_the_root_of_the_repository() {
        assertThat(SkipProfiles.builtIn().names())
                .isEqualTo(SkipProfiles.load(Path.of("..", "skip_layers.json")).names());
    }

    @Test
    void should_read_the_flat_form_of_the_reference() throws IOException {
        SkipProfiles profiles = load("{\"mine\": {\"attention\": [3, 1], \"mlp\": []}}");

        assertThat(profiles.find("mine", LLAMA_2_13B)).isEqualTo(SkipProfile.of("mine", List.of(1, 3), List.of()));
    }

    @Test
    void should_read_what_is_no_file_on_a_disk() throws IOException {
        byte[] json = "{\"mine\": {\"attention\": [1], \"mlp\": []}}".getBytes(StandardCharsets.UTF_8);

        SkipProfiles profiles = SkipProfiles.read(new ByteArrayInputStream(json), "classpath:mine.json");

        assertThat(profiles.find("mine", LLAMA_2_13B).attention()).containsExactly(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SkipProfiles.read(new ByteArrayInputStream(new byte[0]), "classpath:empty.json"))
                .withMessageStartingWith("classpath:empty.json");
    }

    @Test
    void should_put_the_user_s_profiles_before_the_built_in_ones() throws IOException {
        SkipProfiles profiles =
                load("{\"llama-2-13b\": {\"attention\": [1], \"mlp\": []}}").orElse(SkipProfiles.builtIn());

        assertThat(profiles.names()).startsWith("llama-2-13b").contains("codellama-13b");
        assertThat(profiles.find("llama-2-13b", LLAMA_2_13B).attention()).containsExactly(1);
    }

    @Test
    void should_always_know_none() {
        assertThat(SkipProfiles.of(List.of()).find("none", LLAMA_2_13B)).isEqualTo(SkipProfile.NONE);
    }

    @Test
    void should_list_the_profiles_that_fit_when_there_is_none_of_that_name() {
        SkipProfiles profiles = SkipProfiles.of(List.of(
                new SkipProfile("forty", null, 40, 5120, List.of(1), List.of(), ""),
                new SkipProfile("thirty", null, 30, 576, List.of(1), List.of(), ""),
                SkipProfile.of("any", List.of(39), List.of())));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> profiles.find("fourty", LLAMA_2_13B))
                .withMessage(
                        "there is no skip profile 'fourty'; profiles that fit the loaded model: forty, any and none");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> profiles.find("fourty", config(10, 64)))
                .withMessage("there is no skip profile 'fourty'; profiles that fit the loaded model: only none");
    }

    @Test
    void should_list_the_profiles_that_fit_when_the_named_one_does_not() {
        SkipProfiles profiles = SkipProfiles.builtIn();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> profiles.find("codellama-34b_humaneval", LLAMA_2_13B))
                .withMessageStartingWith(
                        "skip profile 'codellama-34b_humaneval' is for codellama/CodeLlama-34b-hf of 48")
                .withMessageContaining("; profiles that fit the loaded model: llama-2-13b, llama-2-13b-chat, ");
    }

    @ParameterizedTest
    @CsvSource({
        "Llama-2-13b-hf, llama-2-13b",
        "Llama-2-13b-chat-hf, llama-2-13b-chat",
        "llama-2-13b-chat.Q4_K_M, llama-2-13b-chat",
        "CodeLlama-13b-hf, codellama-13b",
        "CodeLlama-13B.f16, codellama-13b",
        "Llama-2-13b-german, none",
        "vicuna-13b, none"
    })
    void should_choose_the_profile_of_the_loaded_model(String modelName, String expected) {
        assertThat(SkipProfiles.builtIn().choose("auto", modelName, LLAMA_2_13B).name())
                .isEqualTo(expected);
    }

    @Test
    void should_not_choose_a_profile_of_another_size() {
        assertThat(SkipProfiles.builtIn().choose("auto", "Llama-2-13b-hf", config(32, 4096)))
                .isEqualTo(SkipProfile.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]                                     | must hold one JSON object, but holds: ARRAY",
                "{\"a\": 7}                             | : the skip profile 'a' must be a JSON object, but is: 7",
                "{\"a\": {\"mlp\": []}}                 | : attention must be a list of layer ids, but is: null",
                "{\"a\": {\"attention\": [1], \"mlp\": [1.5]}} | : mlp ids must be whole numbers, but one is: 1.5",
                "{\"auto\": {}}                         | : a skip profile cannot be called 'auto'",
                "{\"a\": {\"attention\": [-1], \"mlp\": []}}   | : skip profile 'a': attention ids must be between 0 and the last layer, but one is: -1"
            })
    void should_say_what_is_wrong_with_a_file(String json, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> load(json))
                .withMessageStartingWith(folder.resolve("profiles.json").toString())
                .withMessageEndingWith(message);
    }

    @Test
    void should_refuse_a_name_that_is_given_twice() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> load("{\"a\": {}, \"a\": {}}"))
                .withMessageContaining("is not JSON: Duplicate field 'a'");
    }

    @Test
    void should_say_which_file_is_missing() {
        Path missing = folder.resolve("none.json");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> SkipProfiles.load(missing))
                .withMessageStartingWith("the skip profiles cannot be read: " + missing);
    }

    private SkipProfiles load(String json) throws IOException {
        return SkipProfiles.load(Files.writeString(folder.resolve("profiles.json"), json));
    }

    private static ModelConfig config(int layers, int hiddenSize) {
        return new ModelConfig(
                "llama",
                32000,
                hiddenSize,
                128,
                layers,
                8,
                8,
                hiddenSize / 8,
                1e-5,
                1e4,
                RopeScaling.NONE,
                4096,
                false,
                List.of(2));
    }
}
