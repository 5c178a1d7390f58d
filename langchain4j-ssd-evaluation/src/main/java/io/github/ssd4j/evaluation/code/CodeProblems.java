package io.github.ssd4j.evaluation.code;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.ssd4j.internal.Ensure;
import io.github.ssd4j.internal.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/** Reads problems from a file in the format of HumanEval: JSONL, one problem a line. */
public final class CodeProblems {

    private CodeProblems() {}

    /**
     * Reads all problems of a file, at least one, in its order. Each line is a JSON object with the texts {@code
     * task_id}, {@code prompt}, {@code entry_point} and {@code test}; others, such as {@code canonical_solution}, are
     * ignored, and so are empty lines.
     *
     * @param file in UTF-8; unpacked on the way when its name ends in {@code .gz}
     * @throws IllegalArgumentException when the file cannot be read or a line is not a problem; the message names the
     *     file and the line
     */
    public static List<CodeProblem> read(Path file) {
        try (InputStream bytes = Files.newInputStream(file);
                InputStream in = file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes;
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()))) {
            return read(file, lines);
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("%s: no such file of code problems".formatted(file), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("%s cannot be read: %s".formatted(file, e), e);
        }
    }

    private static List<CodeProblem> read(Path file, BufferedReader lines) throws IOException {
        List<CodeProblem> problems = new ArrayList<>();
        Set<String> names = new HashSet<>();
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            try {
                CodeProblem problem = parse(line);
                Ensure.that(names.add(problem.taskId()), "task_id is used before: %s", problem.taskId());
                problems.add(problem);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("%s, line %d: %s".formatted(file, number, e.getMessage()), e);
            }
        }
        Ensure.that(!problems.isEmpty(), "%s: has no code problem", file);
        return List.copyOf(problems);
    }

    private static CodeProblem parse(String line) {
        JsonNode json;
        try {
            json = Json.mapper().readTree(line);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
        }
        Ensure.that(json.isObject(), "expected a JSON object, but is: %s", json.getNodeType());
        return new CodeProblem(
                text(json, "task_id"), text(json, "prompt"), text(json, "entry_point"), text(json, "test"));
    }

    private static String text(JsonNode json, String field) {
        JsonNode value = json.path(field);
        Ensure.that(
                value.isTextual(), "%s must be a text, but is: %s", field, value.isMissingNode() ? "absent" : value);
        return value.textValue();
    }
}
