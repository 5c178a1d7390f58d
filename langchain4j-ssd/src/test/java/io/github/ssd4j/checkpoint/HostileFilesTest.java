package io.github.ssd4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Files that claim to be larger than the memory, on a heap of 64 MiB: each is refused, and the JVM lives on. */
@DisabledOnOs(
        value = {OS.WINDOWS, OS.MAC},
        disabledReason = "files are not sparse there unless asked for")
class HostileFilesTest {

    @TempDir
    private Path folder;

    @Test
    void a_small_heap_should_not_overflow() throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HostileFiles.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();

        boolean ended = process.waitFor(300, TimeUnit.SECONDS);
        process.destroyForcibly();

        List<String> lines = Files.readAllLines(output).stream()
                .filter(line -> line.endsWith(" ms)"))
                .toList();
        lines.forEach(System.out::println);
        assertThat(ended).isTrue();
        assertThat(lines).hasSize(15).allMatch(line -> line.contains(": refused: "));
    }
}
