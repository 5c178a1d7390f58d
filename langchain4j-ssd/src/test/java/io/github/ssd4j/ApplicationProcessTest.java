package io.github.ssd4j;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.pytorch.jni.JniUtils;
import io.github.ssd4j.speculative.GenerationListener;
import io.github.ssd4j.speculative.GenerationOptions;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds for a whole process, in one of its own: where DJL finds its engine, and how many threads libtorch uses. */
class ApplicationProcessTest {

    private static final String ENGINES = "META-INF/services/ai.djl.engine.EngineProvider";

    @TempDir
    private Path folder;

    @Test
    void engine_should_run_without_the_services_file_of_pytorch_and_with_as_many_threads_as_asked_for()
            throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.system.class.loader=" + FirstFileWins.class.getName(),
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Application.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("OMP_NUM_THREADS", "1");
        Process process = builder.start();
        boolean ended = process.waitFor(120, TimeUnit.SECONDS);
        process.destroyForcibly();

        assertThat(ended).isTrue();
        assertThat(Files.readAllLines(output))
                .contains("files that list engines: 1", "threads: 3")
                .anyMatch(line -> line.startsWith("answer: , there was"));
    }

    /** Answers, and prints what it found. */
    static final class Application {

        public static void main(String[] args) throws IOException {
            List<URL> listed = Collections.list(
                    Thread.currentThread().getContextClassLoader().getResources(ENGINES));
            System.out.println("files that list engines: " + listed.size());
            try (SsdEngine engine = SsdEngine.builder()
                    .model(Path.of("src/test/resources/stories260K/stories260K"))
                    .dtype("float32")
                    .threads(3)
                    .build()) {
                System.out.println("threads: " + JniUtils.getNumThreads());
                GenerationOptions options =
                        engine.defaults().toBuilder().maxTokens(6).build();
                System.out.println("answer: "
                        + engine.generate("Once upon a time", options, GenerationListener.NONE)
                                .text());
            }
        }
    }

    /**
     * As in a jar that was merged from others by a tool that keeps the first of several files of a name: DJL's list of engines
     * is its own, without PyTorch.
     */
    public static final class FirstFileWins extends ClassLoader {

        /** As the JVM asks of a system class loader. */
        public FirstFileWins(ClassLoader parent) {
            super(parent);
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            List<URL> all = Collections.list(super.getResources(name));
            return Collections.enumeration(
                    name.equals(ENGINES)
                            ? all.stream()
                                    .filter(file -> file.getPath().contains("/djl/api/"))
                                    .toList()
                            : all);
        }
    }
}
