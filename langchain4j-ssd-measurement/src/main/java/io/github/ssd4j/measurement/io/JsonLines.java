package io.github.ssd4j.measurement.io;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import io.github.ssd4j.internal.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A file of JSON values, one a line; blank lines count as lines but have no value. */
public final class JsonLines {

    private static final ObjectReader JSON =
            Json.mapper().reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private JsonLines() {}

    /** Makes of a line what it stands for. */
    @FunctionalInterface
    public interface LineReader<T> {

        /**
         * Reads a line.
         *
         * @param number of the line, from 1
         * @throws IllegalArgumentException if the value is not what it should be; the message goes on after {@code line 7}, as
         *     {@code must have a string "id"}
         */
        T read(JsonNode value, int number);
    }

    /**
     * What all lines of a file stand for.
     *
     * @param file as {@link TextFile} reads it
     * @param what in messages, in the plural, as {@code the prompts}
     * @throws IllegalArgumentException if the file cannot be read or a line is not as it should be; the message names the file
     *     and the line
     */
    public static <T> List<T> read(Path file, String what, LineReader<T> reader) {
        List<T> values = new ArrayList<>();
        int number = 0;
        // JSON allows some line separators of Unicode within strings: only a line feed ends a line.
        for (String line : TextFile.read(file, what).split("\n", -1)) {
            number++;
            if (!line.isBlank()) {
                try {
                    values.add(reader.read(parse(line), number));
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException("%s: line %s %s".formatted(file, number, e.getMessage()), e);
                }
            }
        }
        return values;
    }

    private static JsonNode parse(String line) {
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            // Some of Jackson's messages have several lines.
            String reason = e.getOriginalMessage().lines().findFirst().orElse("");
            throw new IllegalArgumentException("is not JSON: " + reason, e);
        }
    }
}
