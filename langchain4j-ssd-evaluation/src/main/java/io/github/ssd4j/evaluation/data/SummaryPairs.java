package io.github.ssd4j.evaluation.data;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads texts with their summaries. */
public final class SummaryPairs {

    private static final String EXPECTED =
            "must be an object with a text and its summary, as in {\"article\": \"...\", \"highlights\": \"...\"}";

    private SummaryPairs() {}

    /**
     * The pairs of a file in UTF-8 with a JSON object a line; packed, if its name ends in {@code .gz}. Each has an {@code
     * article} and {@code highlights}, a text or a list of texts, or such {@code references}; the highlights come first, unless
     * they are among the references. It may have a {@code question} and an {@code id}; without one that is the number of the
     * line.
     *
     * @return at least one
     * @throws IllegalArgumentException if the file cannot be read or a line is not as described; the message names both
     */
    public static List<SummaryPair> read(Path file) {
        return QuestionFile.read(file, "the pairs", SummaryPairs::pair, SummaryPair::id);
    }

    static boolean isPair(Row row) {
        return row.has("article");
    }

    static SummaryPair pair(JsonNode value, int number) {
        Row row = Row.of(value, number, EXPECTED);
        List<String> references = new ArrayList<>(row.texts("references"));
        List<String> highlights = row.texts("highlights");
        if (!references.containsAll(highlights)) {
            references.addAll(0, highlights);
        }
        row.require(row.has("article") && !references.isEmpty());
        return new SummaryPair(row.id(), row.text("article"), references, row.optionalText("question"));
    }
}
