package io.github.ssd4j.examples.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubIdTest {

    @Test
    void should_read_organisation_name_and_revision() {
        assertThat(HubId.parse("org/some.model-1_b")).contains(new HubId("org", "some.model-1_b", "main"));
        assertThat(HubId.parse("org/model@v1.0")).contains(new HubId("org", "model", "v1.0"));
    }

    @Test
    void should_write_itself_as_the_user_does() {
        assertThat(new HubId("org", "model", "main")).hasToString("org/model");
        assertThat(new HubId("org", "model", "v1")).hasToString("org/model@v1");
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
                "org\\model"
            })
    void should_take_nothing_else_for_an_id(String text) {
        assertThat(HubId.parse(text)).isEmpty();
    }
}
