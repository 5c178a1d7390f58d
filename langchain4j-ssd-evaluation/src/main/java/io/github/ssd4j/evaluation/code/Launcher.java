package io.github.ssd4j.evaluation.code;

import io.github.ssd4j.internal.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;

/**
 * The Python program that sets the limits and watches ({@code launcher.py}), with what stands before it on the command
 * line. It ends by itself soon after the time limit, even when this JVM is gone.
 *
 * @param mapped whether the user is root only in a namespace of its own
 */
record Launcher(String python, Containment containment, boolean mapped, Limits limits) {

    private static final String SOURCE = source();
    private static final int MAX_OUTPUT_BYTES = 1 << 16;
    private static final long GRACE_SECONDS = 20;

    /**
     * Runs a program and gives back all that the launcher said: one line of JSON, or another complaint.
     *
     * @param work an empty folder
     * @throws CancellationException when the thread is interrupted; the program is ended
     */
    String run(String program, Path work) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command(work)).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        Process process = builder.start();
        try {
            feed(process, program);
            // Enough for the little that a launcher says to fit into the pipe: it is read when it has ended.
            boolean ended = process.waitFor(limits.time().toSeconds() + GRACE_SECONDS, TimeUnit.SECONDS);
            if (!ended) {
                return "the launcher did not end in time";
            }
            try (InputStream output = process.getInputStream()) {
                return new String(output.readNBytes(MAX_OUTPUT_BYTES), StandardCharsets.UTF_8);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while a program ran");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static void feed(Process process, String program) {
        try (OutputStream input = process.getOutputStream()) {
            input.write(program.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // It ended before it read the program: what it says tells why.
        }
    }

    private List<String> command(Path work) throws IOException {
        Map<String, Object> options = Map.of(
                "sealed", containment.seals(),
                "mapped", mapped,
                "work", work.toString(),
                "seconds", limits.time().toMillis() / 1000.0,
                "memory_bytes", limits.memoryBytes(),
                "file_bytes", limits.fileBytes(),
                "processes", limits.processes());
        List<String> command = new ArrayList<>(containment.prefix(mapped));
        command.addAll(List.of(python, "-I", "-B", "-c", SOURCE, Json.mapper().writeValueAsString(options)));
        return command;
    }

    private static String source() {
        try (InputStream in = Launcher.class.getResourceAsStream("launcher.py")) {
            if (in == null) {
                throw new IllegalStateException("launcher.py is missing beside " + Launcher.class.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
