package io.github.ssd4j.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A part of the starter's README that is made from something else, between two comments. */
final class ReadmeSection {

    private static final String END = "<!-- end -->\n";

    private ReadmeSection() {}

    /** Fails if the part is not {@code expected}; with {@code -Dssd.readme.update=true} it is written anew instead. */
    static void check(String title, String expected) throws IOException {
        Path file = TinyModel.repository().resolve("spring-boot-starter-ssd/README.md");
        String readme = Files.readString(file);
        String mark = "<!-- " + title + " -->\n";
        assertThat(readme).contains(mark);
        int begin = readme.indexOf(mark) + mark.length();
        int end = readme.indexOf(END, begin);
        assertThat(end).as("the end of the section").isNotNegative();
        if (Boolean.getBoolean("ssd.readme.update")) {
            Files.writeString(file, readme.substring(0, begin) + expected + readme.substring(end));
        } else {
            assertThat(readme.substring(begin, end)).isEqualTo(expected);
        }
    }
}
