package io.github.ssd4j.search;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ssd4j.internal.Ensure;
import io.github.ssd4j.measurement.io.JsonLines;
import io.github.ssd4j.measurement.io.Sha256;
import io.github.ssd4j.measurement.io.TextFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What a model is asked while a set is searched for: questions as its users would ask them. A set is fast at what it was
 * searched with, so prompts of one's own give a better one.
 *
 * @param texts at least two different ones, none blank; the same text twice counts once, so that none is both searched
 *     with and held out
 */
public record CalibrationPrompts(List<String> texts) {

    private static final String RESOURCE = "calibration-prompts.txt";

    public CalibrationPrompts {
        texts = texts.stream().distinct().toList();
        Ensure.that(texts.stream().noneMatch(String::isBlank), "a prompt cannot be blank");
        Ensure.that(texts.size() > 1, "there must be at least 2 different prompts, but is: %s", texts.size());
    }

    /** Prompts of this project: a mixture of tasks in English, some short and some with a text to work on. */
    public static CalibrationPrompts builtIn() {
        try (InputStream in = CalibrationPrompts.class.getResourceAsStream(RESOURCE)) {
            byte[] text = Ensure.notNull(in, RESOURCE).readAllBytes();
            return new CalibrationPrompts(paragraphs(new String(text, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The prompts of a file in UTF-8. In a {@code .txt} file each paragraph is one; blank lines separate them. In a {@code
     * .jsonl} file each line is a JSON object with a string {@code prompt}, a list {@code turns}, of which the first is
     * taken, or a string {@code question}.
     *
     * @throws IllegalArgumentException if there is no such file, it is not as described, or has fewer than two prompts
     */
    public static CalibrationPrompts load(Path file) {
        String name = Ensure.notNull(file, "file").toString().toLowerCase(Locale.ROOT);
        Ensure.that(
                name.endsWith(".txt") || name.endsWith(".jsonl"),
                "the prompts must be a .txt or .jsonl file, but are: %s",
                file);
        List<String> texts = name.endsWith(".txt")
                ? paragraphs(TextFile.read(file, "the prompts"))
                : JsonLines.read(file, "the prompts", (line, number) -> prompt(line));
        try {
            return new CalibrationPrompts(texts);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("%s: %s".formatted(file, e.getMessage()), e);
        }
    }

    /** A fingerprint of the texts in their order, in hexadecimal digits. */
    public String sha256() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String text : texts) {
            bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
            // No text contains it, so texts cannot run into one another.
            bytes.write(0xff);
        }
        return Sha256.of(bytes.toByteArray());
    }

    private static List<String> paragraphs(String text) {
        return Arrays.stream(text.replace("\r\n", "\n").split("\n(?:[ \t]*\n)+"))
                .map(String::strip)
                .filter(paragraph -> !paragraph.isEmpty())
                .toList();
    }

    private static String prompt(JsonNode object) {
        JsonNode prompt = object.path("prompt");
        if (prompt.isMissingNode()) {
            prompt = object.has("turns") ? object.path("turns").path(0) : object.path("question");
        }
        Ensure.that(
                prompt.isTextual() && !prompt.textValue().isBlank(),
                "must be an object with the text of a prompt, as in {\"prompt\": \"...\"}, {\"turns\": [\"...\"]} or "
                        + "{\"question\": \"...\"}");
        return prompt.textValue().strip();
    }
}
