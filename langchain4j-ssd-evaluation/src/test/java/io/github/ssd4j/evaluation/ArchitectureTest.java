package io.github.ssd4j.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which package of the module may use which. */
class ArchitectureTest {

    private static final Path SOURCES = Path.of("src", "main", "java");
    private static final String BASE = "io.github.ssd4j.evaluation";

    /** From the top down; a package uses only those that come after it. */
    private static final List<String> PACKAGES = Stream.of(
                    "",
                    ".command",
                    ".load",
                    ".throughput",
                    ".options",
                    ".stream",
                    ".random",
                    ".callers",
                    ".report",
                    ".peer",
                    ".run",
                    ".result",
                    ".prompt",
                    ".data",
                    ".code",
                    ".rouge")
            .map(BASE::concat)
            .toList();

    static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    private static String packageOf(Path source) {
        return SOURCES.relativize(source.getParent())
                .toString()
                .replace(source.getFileSystem().getSeparator(), ".");
    }

    @Test
    void should_know_every_package() throws IOException {
        assertThat(sources().stream().map(ArchitectureTest::packageOf).distinct())
                .containsExactlyInAnyOrderElementsOf(PACKAGES);
    }

    @ParameterizedTest
    @MethodSource("sources")
    void should_use_only_packages_below_its_own(Path source) throws IOException {
        List<String> forbidden = PACKAGES.subList(0, PACKAGES.indexOf(packageOf(source)));

        assertThat(Files.readAllLines(source))
                .noneMatch(line -> forbidden.stream()
                        .anyMatch(name -> line.matches("import (static )?" + name.replace(".", "\\.") + "\\.[A-Z].*")));
    }
}
