package io.github.ssd4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which package may use which: read from the sources, qualified names in the code included. */
class ArchitectureTest {

    private static final Path SOURCES = Path.of("src", "main", "java");

    private static final String BASE = "io.github.ssd4j";

    /** From the top down; a package uses only those that come after it. */
    private static final List<String> PACKAGES = List.of(
            BASE,
            BASE + ".engine",
            BASE + ".chat",
            BASE + ".chat.grammar",
            BASE + ".chat.template",
            BASE + ".speculative",
            BASE + ".decoder",
            BASE + ".checkpoint",
            BASE + ".internal");

    /** Libraries that only the named packages may use. */
    private static final Map<String, List<String>> LIBRARIES = Map.of(
            "dev.langchain4j", List.of(BASE),
            "ai.djl.huggingface", List.of(BASE + ".checkpoint"),
            "ai.djl.pytorch", List.of(BASE + ".decoder"),
            "ai.djl.ndarray", List.of(BASE + ".decoder"),
            "ai.djl.engine.Engine", List.of(BASE + ".decoder"),
            "ai.djl", List.of(BASE + ".decoder", BASE + ".checkpoint"));

    @Test
    void should_know_every_package() {
        assertThat(sources().map(ArchitectureTest::packageOf).distinct().toList())
                .isSubsetOf(PACKAGES)
                .contains(BASE, BASE + ".chat", BASE + ".internal");
    }

    @ParameterizedTest
    @MethodSource("sources")
    void should_use_only_packages_below_its_own(Path source) {
        List<String> above = PACKAGES.subList(0, PACKAGES.indexOf(packageOf(source)));

        assertThat(above.stream().filter(name -> uses(source, Pattern.quote(name) + "\\.[A-Z]")))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("sources")
    void should_use_only_the_libraries_of_its_package(Path source) {
        List<String> forbidden = LIBRARIES.entrySet().stream()
                .filter(library -> !library.getValue().contains(packageOf(source)))
                .map(Map.Entry::getKey)
                .toList();

        assertThat(forbidden.stream().filter(library -> uses(source, "(?<![\\w.\"])" + Pattern.quote(library) + "\\b")))
                .isEmpty();
    }

    @Test
    void should_notice_a_use() throws IOException {
        Path source = SOURCES.resolve("io/github/ssd4j/ChatCore.java");

        assertThat(uses(source, "(?<![\\w.\"])" + Pattern.quote("dev.langchain4j") + "\\b"))
                .isTrue();
        assertThat(uses(source, Pattern.quote(BASE + ".speculative") + "\\.[A-Z]"))
                .isTrue();
        assertThat(uses(source, "(?<![\\w.\"])" + Pattern.quote("ai.djl") + "\\b"))
                .isFalse();
    }

    static Stream<Path> sources() {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java")).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The interfaces in {@code spi} are part of the package whose builders they make. */
    private static String packageOf(Path source) {
        String name = SOURCES.relativize(source)
                .getParent()
                .toString()
                .replace(source.getFileSystem().getSeparator(), ".");
        return name.equals(BASE + ".spi") ? BASE : name;
    }

    /** Whether the code, comments left out, contains a match. */
    private static boolean uses(Path source, String regex) {
        try {
            String code =
                    Files.readString(source).replaceAll("(?s)/\\*.*?\\*/", "").replaceAll("(?m)//.*$", "");
            return Pattern.compile(regex).matcher(code).find();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
