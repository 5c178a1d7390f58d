package io.github.ssd4j.evaluation.code;

import io.github.ssd4j.internal.Ensure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The Python interpreters of this machine.
 *
 * @param paths the one that {@code python3} runs first, which may lie where only the user can go
 * @param root whether this user is root
 */
record Interpreters(List<String> paths, boolean root) {

    private static final String WHO = "import os, sys; print(sys.executable); print(os.getuid())";

    /** @throws IllegalArgumentException when there is none */
    static Interpreters find() {
        List<String> lines = answer(List.of("python3", "-I", "-c", WHO));
        if (lines.size() < 2) {
            lines = answer(List.of("/usr/bin/python3", "-I", "-c", WHO));
        }
        Ensure.that(
                lines.size() == 2,
                "python3 is needed to run the programs, but cannot be run: install it or put it on the PATH");
        // What lies on the PATH may be a script that looks for the interpreter of the day: ask for the real one.
        Set<String> paths = new LinkedHashSet<>();
        paths.add(lines.get(0));
        for (String usual : List.of("/usr/bin/python3", "/usr/local/bin/python3")) {
            if (Files.isExecutable(Path.of(usual))) {
                paths.add(usual);
            }
        }
        return new Interpreters(List.copyOf(paths), lines.get(1).equals("0"));
    }

    private static List<String> answer(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor(30, TimeUnit.SECONDS) ? answer.lines().toList() : List.of();
        } catch (IOException e) {
            return List.of(); // not there: the caller says so
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }
}
