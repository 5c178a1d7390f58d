package io.github.ssd4j.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.langchain4j.model.catalog.ModelDescription;
import io.github.ssd4j.LocalModel;
import io.github.ssd4j.ModelUnavailableException;
import io.github.ssd4j.SsdEngine;
import io.github.ssd4j.SsdModelCatalog;
import io.github.ssd4j.speculative.GenerationListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Engine and catalogue find this artifact by themselves. The environment of the test's JVM (see the pom) has the caches. */
class NamedModelTest {

    private static final Path STORIES =
            Path.of("../examples/example-models/src/main/resources/io/github/ssd4j/examples/model/stories260K");
    private static final String NAME = "karpathy/stories260K";

    @BeforeAll
    static void fillCache() throws IOException {
        Path model = HubEnvironment.current().hubCache().resolve("models--karpathy--stories260K");
        Path snapshot = Files.createDirectories(model.resolve("snapshots/0123abcd"));
        Files.writeString(Files.createDirectories(model.resolve("refs")).resolve("main"), "0123abcd");
        try (Stream<Path> files = Files.list(STORIES)) {
            for (Path file : files.toList()) {
                Files.copy(file, snapshot.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    @Test
    void should_open_a_model_by_its_name() {
        try (SsdEngine engine =
                SsdEngine.builder().model(NAME).device("cpu").dtype("float32").build()) {
            assertThat(engine.modelName()).isEqualTo("stories260K");
            assertThat(engine.generate("Once upon a time", engine.defaults(), GenerationListener.NONE)
                            .text())
                    .startsWith(", there was a little girl named Lily.");
        }
    }

    @Test
    void should_pass_on_whether_the_network_may_be_used() {
        assertThatExceptionOfType(ModelUnavailableException.class)
                .isThrownBy(() -> SsdEngine.builder()
                        .model("org/none:Q4_K_M")
                        .offline(true)
                        .build())
                .withMessageStartingWith("org/none:Q4_K_M is no file or directory here; ")
                .withMessageEndingWith("hub: not asked (offline)");
        assertThatExceptionOfType(ModelUnavailableException.class)
                .isThrownBy(() -> SsdEngine.builder().model("org/none:Q4_K_M").build())
                .withMessageEndingWith("hub: 127.0.0.1 refuses the connection");
    }

    @Test
    void should_list_the_caches() {
        // given
        SsdModelCatalog catalog = SsdModelCatalog.ofCaches();

        // then
        assertThat(catalog.localModels()).extracting(LocalModel::name).containsExactly(NAME);
        assertThat(catalog.listModels())
                .extracting(ModelDescription::name, ModelDescription::description)
                .containsExactly(tuple("stories260K", NAME));
    }
}
