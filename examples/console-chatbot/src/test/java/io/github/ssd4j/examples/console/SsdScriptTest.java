package io.github.ssd4j.examples.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script {@code ssd} with the real programs and Java, in a folder with sources of its own. Only Maven is played by a
 * script, which hands out the class path of this test: a build would take minutes, and this one runs inside of a build.
 */
@DisabledOnOs(OS.WINDOWS)
@Timeout(60)
class SsdScriptTest {

    private static final String MODULE = "examples/console-chatbot";

    @TempDir
    private Path folder;

    private Path root;
    private Path source;
    private Path mavenCalls;

    /** What the script did. */
    private record Run(int exitCode, List<String> out, List<String> err) {}

    @BeforeEach
    void copyScript() throws IOException {
        // With a space in its name: people have such folders.
        root = Files.createDirectories(folder.resolve("my checkout")).toRealPath();
        Path script = Files.copy(repository().resolve("ssd"), root.resolve("ssd"));
        assertThat(script.toFile().setExecutable(true)).isTrue();
        source = write(MODULE + "/src/main/java/Main.java", "");
        for (String file : List.of("pom.xml", "skip_layers.json", MODULE + "/pom.xml")) {
            write(file, "");
        }
        Files.createDirectories(root.resolve(MODULE).resolve("target/classes"));
        mavenCalls = folder.resolve("maven-calls");
        maven("""
                echo "[INFO] Building langchain4j-ssd 0.1.0 [2/5]"
                printf '%%s' '%s' > %s/target/ssd.libraries
                """.formatted(System.getProperty("java.class.path"), MODULE));
    }

    @Test
    void should_build_at_the_first_start_only() throws Exception {
        Run first = run("chat", "--version");
        Run second = run("chat", "--version");

        assertThat(first.exitCode()).isZero();
        assertThat(first.out()).first().asString().startsWith("langchain4j-ssd ");
        assertThat(first.err())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("ssd: building the console chatbot (first start; 1 to 3 minutes"),
                        line -> assertThat(line).matches("ssd: built in \\d+ s"));
        assertThat(second).isEqualTo(new Run(0, first.out(), List.of()));
        assertThat(Files.readAllLines(mavenCalls))
                .hasSize(1)
                .first()
                .asString()
                .contains("-Pquick -pl " + MODULE + " -am");
    }

    @Test
    void should_build_again_when_a_source_changes_and_when_a_library_is_gone() throws Exception {
        run("chat", "--version");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));
        Run changed = run("chat", "--version");
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().minusSeconds(50)));
        run("chat", "--version");
        Files.delete(root.resolve(MODULE).resolve("target/classes"));
        Run gone = run("chat", "--version");

        assertThat(changed.err()).first().asString().contains("(Main.java has changed) ...");
        assertThat(gone.err()).first().asString().contains("(a library is gone) ...");
        assertThat(Files.readAllLines(mavenCalls)).hasSize(3);
    }

    @Test
    void should_pass_arguments_and_the_exit_code_on() throws Exception {
        Run run = run("chat", "--dtype", "two words \"quoted\" $HOME *");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .last()
                .asString()
                .contains("but is: two words \"quoted\" $HOME *; --help lists the options");
    }

    @Test
    void should_stand_for_the_program_so_that_signals_reach_it() throws Exception {
        run("chat", "--version");
        Process process = start("chat", "--model", "stories260K", "--offline");
        // The shell has become Java, in the same process.
        while (!process.info().command().orElse("").endsWith("/java")) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        process.destroy();

        assertThat(process.waitFor()).isEqualTo(143);
    }

    @Test
    void should_start_through_a_link() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("ssd-link"), Path.of("my checkout/ssd"));

        assertThat(await(new ProcessBuilder(link.toString(), "chat", "--version"))
                        .exitCode())
                .isZero();
    }

    @Test
    void should_say_why_a_build_failed_and_build_at_the_next_start() throws Exception {
        maven("echo '[INFO] noise'; echo '[ERROR] Main.java:[1,1] class expected'; exit 1");

        Run run = run("chat", "--version");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .hasSize(3)
                .contains(
                        "[ERROR] Main.java:[1,1] class expected",
                        "ssd: the build failed; Maven's output is in " + root.resolve("target/ssd-build.log"));
        assertThat(root.resolve("target/ssd-build.log")).content().contains("noise");
        assertThat(run("chat", "--version").exitCode()).isEqualTo(1);
    }

    @Test
    void should_explain_itself() throws Exception {
        Run help = run("--help");

        assertThat(help.exitCode()).isZero();
        assertThat(help.out()).first().isEqualTo("Usage: ./ssd COMMAND [OPTION ...]");
        assertThat(help.out()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(run().exitCode()).isEqualTo(2);
        assertThat(run("web", "--help").out()).contains("  --server.port=PORT           8080 by default");
        assertThat(run("chta"))
                .isEqualTo(new Run(
                        2,
                        List.of(),
                        List.of("ssd: there is no command 'chta'; did you mean 'chat'? './ssd --help' lists them")));
        assertThat(run("frobnicate").err())
                .containsExactly("ssd: there is no command 'frobnicate'; './ssd --help' lists them");
        assertThat(mavenCalls).doesNotExist();
    }

    /** Puts a script in the place of Maven, which notes its arguments and runs in the root. */
    private void maven(String body) throws IOException {
        Path script = write("bin/mvn", "#!/bin/sh\necho \"$@\" >> '%s'\n%s".formatted(mavenCalls, body));
        assertThat(script.toFile().setExecutable(true)).isTrue();
    }

    private Path write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, text);
    }

    private Run run(String... arguments) throws Exception {
        return await(command(arguments));
    }

    private Process start(String... arguments) throws IOException {
        return command(arguments)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private ProcessBuilder command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(root.resolve("ssd").toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    private Run await(ProcessBuilder builder) throws Exception {
        builder.environment().put("PATH", root.resolve("bin") + File.pathSeparator + System.getenv("PATH"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        // As if a shell started it elsewhere; nothing of this depends on the current directory.
        builder.directory(folder.toFile());
        Path out = Files.createTempFile(folder, "out", "");
        Path err = Files.createTempFile(folder, "err", "");
        Process process =
                builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        process.getOutputStream().close();
        int exitCode = process.waitFor();
        return new Run(
                exitCode,
                Files.readAllLines(out, StandardCharsets.UTF_8),
                Files.readAllLines(err, StandardCharsets.UTF_8));
    }

    private static Path repository() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("ssd"))) {
                return folder;
            }
        }
        throw new IllegalStateException("not inside the repository");
    }
}
