package io.github.ssd4j.spring;

import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** The tiny trained model of the engine's own tests, wherever in the repository a test runs. */
final class TinyModel {

    private static final Path IN_REPOSITORY = Path.of("langchain4j-ssd/src/test/resources/stories260K/stories260K");

    private TinyModel() {}

    static Path path() {
        return repository().resolve(IN_REPOSITORY);
    }

    static Path repository() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve(IN_REPOSITORY))) {
                return folder;
            }
        }
        throw new IllegalStateException(
                "not inside the repository: " + Path.of("").toAbsolutePath());
    }

    /** A context with both auto-configurations, switched off as yet. */
    static ApplicationContextRunner runner() {
        return new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(SsdAutoConfiguration.class, SsdObservabilityAutoConfiguration.class));
    }

    /** The same with the tiny model, which answers with 8 tokens. */
    static ApplicationContextRunner runnerWithModel() {
        return runner().withPropertyValues(
                        "langchain4j.ssd.engine.model=" + path(),
                        "langchain4j.ssd.engine.device=cpu",
                        "langchain4j.ssd.engine.dtype=float32",
                        "langchain4j.ssd.engine.chat-template=plain",
                        "langchain4j.ssd.speculative.skip-profiles-location=classpath:tiny-profiles.json",
                        "langchain4j.ssd.chat-model.max-output-tokens=8",
                        "langchain4j.ssd.streaming-chat-model.max-output-tokens=8");
    }
}
