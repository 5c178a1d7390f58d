package io.github.ssd4j.evaluation.data;

import io.github.ssd4j.internal.Ensure;
import io.github.ssd4j.measurement.io.JsonLines;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What files of questions of all kinds have in common: something is in them, and ids are unique. */
final class QuestionFile {

    private QuestionFile() {}

    static <T> List<T> read(Path file, String what, JsonLines.LineReader<T> reader, Function<T, String> id) {
        Map<String, Integer> lines = new HashMap<>();
        List<T> items = JsonLines.read(file, what, (value, number) -> {
            T item = reader.read(value, number);
            Integer other = lines.putIfAbsent(id.apply(item), number);
            Ensure.that(other == null, "must have another id than line %s, but is: %s", other, id.apply(item));
            return item;
        });
        Ensure.that(!items.isEmpty(), "%s: there must be at least one line, but are none", file);
        return List.copyOf(items);
    }

    /** The name of a file without its endings and without the mark of a development half. */
    static String category(Path file) {
        String name = String.valueOf(file.getFileName());
        String bare = name.replaceFirst("(?i)\\.gz$", "")
                .replaceFirst("(?i)\\.jsonl?$", "")
                .replaceFirst("_dev$", "");
        return bare.isBlank() ? name : bare;
    }
}
