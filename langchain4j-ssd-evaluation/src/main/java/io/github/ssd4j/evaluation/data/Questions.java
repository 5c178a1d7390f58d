package io.github.ssd4j.evaluation.data;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ssd4j.internal.Ensure;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads questions, and picks from them. */
public final class Questions {

    private static final String EXPECTED =
            "must be an object with what is asked, as in {\"prompt\": \"...\"}, {\"turns\": [\"...\"]}, "
                    + "{\"article\": \"...\", \"highlights\": \"...\"} or {\"question\": \"...\", \"answer\": \"...\"}";

    /** What data sets call a good answer, whatever they ask. */
    private static final List<String> REFERENCES = List.of("references", "reference", "canonical_solution", "answer");

    /** Those categories of Spec-Bench that come from MT-bench. */
    private static final Set<String> MT_BENCH =
            Set.of("writing", "roleplay", "reasoning", "math", "coding", "extraction", "stem", "humanities");

    private Questions() {}

    /**
     * The questions of a file in UTF-8 with a JSON object a line; packed, if its name ends in {@code .gz}. What an object asks is
     * the first it has of
     *
     * <ul>
     *   <li>{@code prompt}, a text
     *   <li>{@code turns}, a text or a list of texts, as in Spec-Bench
     *   <li>{@code article} with {@code highlights}, as {@link SummaryPairs#read} reads them
     *   <li>{@code question}, a text, as in GSM8K
     * </ul>
     *
     * <p>Good answers are the first it has of {@code references}, {@code reference}, {@code canonical_solution} and {@code
     * answer}, each a text or a list; lists in it, as in the category {@code rag} of Spec-Bench, are strung together. It may have a {@code category}, else that is the name of the file without its
     * ending and without {@code _dev}; and one of {@code id}, {@code question_id} and {@code task_id}, else that is the number
     * of the line. A {@code schema}, an object, is the JSON schema that its answers must be valid under.
     *
     * @return at least one
     * @throws IllegalArgumentException if the file cannot be read, a line is not as described, or two have the same id; the
     *     message names the file and the line
     */
    public static List<Question> read(Path file) {
        String category = QuestionFile.category(file);
        return QuestionFile.read(
                file, "the questions", (value, number) -> question(value, number, category), Question::id);
    }

    /** What the questions of a file are called that names no categories: its name without ending and without {@code _dev}. */
    public static String category(Path file) {
        return QuestionFile.category(file);
    }

    /**
     * The first questions of each category, in their order.
     *
     * @param count how many of each, at least one
     */
    public static List<Question> limit(List<Question> questions, int count) {
        Ensure.positive(count, "limit");
        Map<String, Integer> taken = new HashMap<>();
        return questions.stream()
                .filter(question -> taken.merge(question.category(), 1, Integer::sum) <= count)
                .toList();
    }

    /**
     * The first questions of each group of Spec-Bench; of a group of several categories as many of each of these as come
     * nearest, at least one.
     *
     * @param count how many of each group, at least one
     */
    public static List<Question> limitGroups(List<Question> questions, int count) {
        Ensure.positive(count, "limit");
        Map<String, Set<String>> members = new HashMap<>();
        questions.forEach(
                question -> members.computeIfAbsent(specBenchGroup(question.category()), group -> new HashSet<>())
                        .add(question.category()));
        Map<String, Integer> taken = new HashMap<>();
        return questions.stream()
                .filter(question -> {
                    int categories = members.getOrDefault(specBenchGroup(question.category()), Set.of())
                            .size();
                    int each = Math.max(1, Math.round((float) count / categories));
                    return taken.merge(question.category(), 1, Integer::sum) <= each;
                })
                .toList();
    }

    /**
     * The group in which Spec-Bench reports a category: {@code mt_bench} for the eight of MT-bench. {@code translation}, {@code
     * summarization}, {@code qa}, {@code math_reasoning} and {@code rag} are groups of their own, and so are categories that
     * Spec-Bench does not know.
     */
    public static String specBenchGroup(String category) {
        return MT_BENCH.contains(category) ? "mt_bench" : category;
    }

    private static Question question(JsonNode value, int number, String fileCategory) {
        Row row = Row.of(value, number, EXPECTED);
        String category = row.optionalText("category").orElse(fileCategory);
        if (row.has("prompt")) {
            return question(row, category, List.of(row.text("prompt")));
        }
        if (row.has("turns")) {
            return question(row, category, row.texts("turns"));
        }
        if (SummaryPairs.isPair(row)) {
            return SummaryPairs.pair(value, number).toQuestion(category);
        }
        row.require(row.has("question"));
        return question(row, category, List.of(row.text("question")));
    }

    private static Question question(Row row, String category, List<String> turns) {
        List<String> references = REFERENCES.stream()
                .filter(row::has)
                .findFirst()
                .map(row::references)
                .orElse(List.of());
        return new Question(
                row.id(),
                category,
                turns,
                references,
                row.optionalObject("schema").orElse(null));
    }
}
