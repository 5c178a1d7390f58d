package io.github.ssd4j.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ssd4j.SsdEngine;
import io.github.ssd4j.decoder.SamplingOptions;
import io.github.ssd4j.speculative.DraftPolicy;
import io.github.ssd4j.speculative.DrafterKind;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootVersion;

/** Every property is described, and the README has the same tables. */
class PropertiesInReadmeTest {

    private static final String METADATA = "META-INF/spring-configuration-metadata.json";

    private final Map<String, JsonNode> properties = properties();

    @Test
    void should_run_on_the_line_of_boot_that_this_module_is_for() {
        assertThat(SpringBootVersion.getVersion()).startsWith(System.getProperty("ssd.test.boot-line") + ".");
    }

    @Test
    void should_describe_every_property() {
        assertThat(properties)
                .hasSizeGreaterThan(45)
                .allSatisfy((name, property) -> assertThat(
                                property.path("description").asText())
                        .as(name)
                        .endsWith("."));
    }

    @Test
    void should_have_the_same_properties_for_both_models() {
        assertThat(withoutDefaults("langchain4j.ssd.streaming-chat-model."))
                .isEqualTo(withoutDefaults("langchain4j.ssd.chat-model."));
    }

    /** The streaming model has the other's values for defaults. */
    private String withoutDefaults(String prefix) {
        return table(prefix).replaceAll("(?m)^(\\| [^|]+ \\| [^|]+ \\|)[^|]*", "$1");
    }

    @Test
    void should_tell_the_defaults_that_the_engine_has() {
        assertThat(properties
                        .get("langchain4j.ssd.speculative.max-draft-tokens")
                        .path("defaultValue")
                        .asInt())
                .isEqualTo(DraftPolicy.DEFAULT_MAX_DRAFT_TOKENS);
        assertThat(properties
                        .get("langchain4j.ssd.speculative.drafters")
                        .path("defaultValue")
                        .asText())
                .isEqualTo(DrafterKind.format(DrafterKind.ALL));
        SamplingOptions sampling = SamplingOptions.builder().build();
        assertThat(defaultOf("temperature")).isEqualTo(sampling.temperature());
        assertThat(defaultOf("top-k")).isEqualTo(sampling.topK());
        assertThat(defaultOf("top-p")).isEqualTo(sampling.topP());
        assertThat(defaultOf("min-p")).isEqualTo(sampling.minP());
        assertThat(defaultOf("repetition-penalty")).isEqualTo(sampling.repetitionPenalty());
        assertThat(defaultOf("frequency-penalty")).isEqualTo(sampling.frequencyPenalty());
        assertThat(defaultOf("presence-penalty")).isEqualTo(sampling.presencePenalty());
        TinyModel.runnerWithModel().run(context -> {
            SsdEngine engine = context.getBean(SsdEngine.class);
            assertThat(properties
                            .get("langchain4j.ssd.engine.max-queue")
                            .path("defaultValue")
                            .asInt())
                    .isEqualTo(engine.maxQueue());
            assertThat(engine.defaults().draftPolicy())
                    .isEqualTo(DraftPolicy.costOptimal(DraftPolicy.DEFAULT_MAX_DRAFT_TOKENS));
        });
    }

    private double defaultOf(String property) {
        JsonNode value =
                properties.get("langchain4j.ssd.chat-model." + property).path("defaultValue");
        assertThat(value.isNumber()).as(property).isTrue();
        return value.asDouble();
    }

    @Test
    void should_have_the_tables_in_the_readme() throws IOException {
        ReadmeSection.check("properties: made from the metadata, see PropertiesInReadmeTest", tables());
    }

    private String tables() {
        return section("Engine", "langchain4j.ssd.engine.")
                + section("Drafting", "langchain4j.ssd.speculative.")
                + section(
                        "Chat models: `langchain4j.ssd.streaming-chat-model.*` has the same, and inherits what is not set there",
                        "langchain4j.ssd.chat-model.")
                + section("Actuator", "management.");
    }

    private String section(String title, String prefix) {
        return "\n**%s**\n\n| `%s…` | type | default | meaning |\n|---|---|---|---|\n%s"
                .formatted(title, prefix, table(prefix));
    }

    private String table(String prefix) {
        StringBuilder rows = new StringBuilder();
        properties.forEach((name, property) -> {
            if (name.startsWith(prefix)) {
                rows.append("| `%s` | %s | %s | %s |\n"
                        .formatted(
                                name.substring(prefix.length()),
                                type(property),
                                property.path("defaultValue").asText(""),
                                property.path("description").asText().replace("|", "\\|")));
            }
        });
        return rows.toString();
    }

    private static String type(JsonNode property) {
        String type = property.path("type").asText();
        return switch (type) {
            case "java.util.List<java.lang.String>" -> "list";
            case "org.springframework.core.io.Resource" -> "location";
            case "org.springframework.util.unit.DataSize" -> "size";
            case "io.github.ssd4j.spring.DraftPolicyName" ->
                "cost-optimal, fixed, static-threshold, adaptive-threshold";
            default -> type.substring(type.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        };
    }

    /** Those of the starter's own metadata; other jars have files of that name too. */
    private static Map<String, JsonNode> properties() {
        Map<String, JsonNode> properties = new TreeMap<>();
        try {
            for (URL file :
                    Collections.list(SsdProperties.class.getClassLoader().getResources(METADATA))) {
                try (InputStream in = file.openStream()) {
                    for (JsonNode property : new ObjectMapper().readTree(in).path("properties")) {
                        String name = property.path("name").asText();
                        if (name.startsWith(SsdProperties.PREFIX + ".") || name.matches("management\\..*\\.ssd\\..*")) {
                            properties.put(name, property);
                        }
                    }
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return properties;
    }
}
