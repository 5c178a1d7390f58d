package io.github.ssd4j.spring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The README shows the very files of the application that is tried on both lines of Boot. */
class FreshAppInReadmeTest {

    private static final Path APP = TinyModel.repository().resolve("spring-boot-starter-ssd/fresh-app");

    @Test
    void should_show_the_files_of_the_fresh_application() throws IOException {
        ReadmeSection.check(
                "files of fresh-app, see FreshAppInReadmeTest",
                block("pom.xml", "xml")
                        + block("src/main/resources/application.properties", "properties")
                        + block("src/main/java/com/example/Application.java", "java"));
    }

    private static String block(String file, String language) throws IOException {
        return "\n`%s`\n\n```%s\n%s```\n".formatted(file, language, Files.readString(APP.resolve(file)));
    }
}
