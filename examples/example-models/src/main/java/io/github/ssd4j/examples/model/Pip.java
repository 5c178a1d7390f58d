package io.github.ssd4j.examples.model;

import io.github.ssd4j.hub.FetchListener;
import io.github.ssd4j.hub.internal.Limits;
import io.github.ssd4j.hub.internal.Reasons;
import io.github.ssd4j.hub.internal.UnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs {@code python3 -m pip download}. Which index it asks, through which proxy and with which certificates is the user's
 * own configuration of pip.
 *
 * @param pythons commands that may start Python, tried in this order
 * @param limits how long pip may do nothing
 */
record Pip(List<String> pythons, Limits limits) {

    static final List<String> USUAL_PYTHONS = List.of("python3", "python");

    private static final long POLL_MILLIS = 100;
    private static final long END_SECONDS = 5;

    Pip {
        pythons = List.copyOf(pythons);
    }

    /** Downloads one package, without its dependencies, into the folder. */
    void download(String requirement, Path folder, FetchListener listener) throws IOException, UnavailableException {
        Path log = folder.resolve("pip.log");
        Process process = start(requirement, folder, log);
        try {
            await(process, requirement, folder, listener);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("interrupted", e);
        } finally {
            end(process);
        }
        if (process.exitValue() != 0) {
            throw new UnavailableException("pip failed: " + lastError(log));
        }
        long size = size(folder);
        listener.progress(requirement, size, size);
    }

    private Process start(String requirement, Path folder, Path log) throws UnavailableException {
        for (String python : pythons) {
            List<String> command = new ArrayList<>(List.of(python, "-m", "pip", "download"));
            command.addAll(List.of("--no-deps", "--only-binary", ":all:", "--no-cache-dir", "--no-input"));
            command.addAll(List.of("--disable-pip-version-check", "--progress-bar", "off", "--retries", "0"));
            command.addAll(List.of(
                    "--timeout", Long.toString(Math.max(1, limits.silence().toSeconds()))));
            command.addAll(List.of("--dest", folder.toString(), requirement));
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
            // pip writes what arrives to its temporary folder first: inside ours, the progress can be seen from
            // outside.
            Map<String, String> variables = builder.environment();
            List.of("TMPDIR", "TEMP", "TMP").forEach(name -> variables.put(name, folder.toString()));
            try {
                return builder.start();
            } catch (IOException e) {
                // Not this one: on Windows there is no python3, elsewhere often no python.
            }
        }
        throw new UnavailableException("Python is not installed (tried " + String.join(", ", pythons) + ")");
    }

    private void await(Process process, String requirement, Path folder, FetchListener listener)
            throws IOException, InterruptedException, UnavailableException {
        long size = 0;
        long grewNanos = System.nanoTime();
        while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
            long now = size(folder);
            if (now != size) {
                grewNanos = System.nanoTime();
                listener.progress(requirement, now, 0);
            } else if (System.nanoTime() - grewNanos > limits.silence().toNanos()) {
                throw new UnavailableException(
                        "pip: nothing arrived for " + limits.silence().toSeconds() + " s");
            }
            size = now;
        }
    }

    /** Ends pip, if it still runs, and waits until it no longer holds files in the folder. */
    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        try {
            process.destroyForcibly().waitFor(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long size(Path folder) throws IOException {
        long size = 0;
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.toList()) {
                // pip removes its temporary files while we look.
                size += Files.isRegularFile(file) ? file.toFile().length() : 0;
            }
        } catch (UncheckedIOException e) {
            return size;
        }
        return size;
    }

    private static String lastError(Path log) throws IOException {
        List<String> lines =
                Files.readAllLines(log).stream().filter(line -> !line.isBlank()).toList();
        List<String> errors =
                lines.stream().filter(line -> line.startsWith("ERROR:")).toList();
        List<String> best = errors.isEmpty() ? lines : errors;
        return best.isEmpty()
                ? "no output"
                : Reasons.oneLine(best.get(best.size() - 1).replaceFirst("^ERROR:\\s*", ""));
    }
}
