package io.github.ssd4j.hub;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubNameTest {

    @Test
    void should_read_organisation_name_and_revision() {
        assertThat(HubName.parse("org/some.model-1_b"))
                .contains(new HubName("org", "some.model-1_b", "main", null, null));
        assertThat(HubName.parse("org/model@v1.0")).contains(new HubName("org", "model", "v1.0", null, null));
    }

    @Test
    void should_read_which_gguf_file_is_meant() {
        assertThat(HubName.parse("org/model:Q4_K_M")).contains(new HubName("org", "model", "main", "Q4_K_M", null));
        assertThat(HubName.parse("org/model@v1:q8_0")).contains(new HubName("org", "model", "v1", "q8_0", null));
        assertThat(HubName.parse("org/model/some.Q8_0.gguf"))
                .contains(new HubName("org", "model", "main", null, "some.Q8_0.gguf"));
        assertThat(HubName.parse("org/model@v1/BF16/some.gguf"))
                .contains(new HubName("org", "model", "v1", null, "BF16/some.gguf"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"org/model", "org/model@v1", "org/model@v1:Q4_K_M", "org/model/a/b.gguf"})
    void should_write_itself_as_the_user_does(String text) {
        assertThat(HubName.parse(text).orElseThrow()).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "model",
                "/models/x",
                "a/b/c",
                "../model",
                "org/..",
                "org/a..b",
                "~/model",
                "org/",
                "a b/c",
                "org\\model",
                "org/model.gguf",
                "org/model:",
                "org/model:a/b",
                "org/model/../x.gguf",
                "org/model/.gguf",
                "C:/models/x.gguf"
            })
    void should_take_nothing_else_for_a_name(String text) {
        assertThat(HubName.parse(text)).isEmpty();
    }
}
