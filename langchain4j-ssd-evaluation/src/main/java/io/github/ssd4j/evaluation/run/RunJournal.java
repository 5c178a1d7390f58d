package io.github.ssd4j.evaluation.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ssd4j.internal.Json;
import io.github.ssd4j.measurement.io.LineJournal;
import io.github.ssd4j.measurement.io.LineJournal.Line;
import io.github.ssd4j.measurement.speed.PassCosts;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A file that makes a run resumable: each question with its answers as soon as all are there, and the costs of each category.
 * See {@link LineJournal}. Not thread-safe.
 */
public final class RunJournal implements AutoCloseable {

    private static final String VERSION = "ssdEvaluationJournal";
    private static final ObjectMapper JSON = Json.mapper();
    private static final LineJournal.Kind KIND = new LineJournal.Kind("evaluation", "an", "{\"" + VERSION + "\":1,");

    private final String header;
    private final Map<Key, AskedQuestion> questions = new LinkedHashMap<>();
    private final Map<String, PassCosts> costs = new LinkedHashMap<>();
    private final LineJournal lines;
    private boolean begun;

    /**
     * Opens a journal, or begins it if there is none. One with other settings is kept beside it with the ending {@code
     * .old}, and a new one begins.
     *
     * @param settings all that the answers and their times depend on
     * @throws IllegalArgumentException if the file cannot be used
     */
    public RunJournal(Path file, Map<String, String> settings) {
        header = JSON.createObjectNode()
                .put(VERSION, 1)
                .<ObjectNode>set("settings", JSON.valueToTree(new TreeMap<>(settings)))
                .toString();
        lines = LineJournal.open(file, KIND, this::read);
        if (!begun) {
            lines.append(header);
        }
    }

    private record Key(String id, int sample) {}

    private record Costs(String costsOf, PassCosts costs) {}

    private Line read(String line, boolean first) {
        if (first) {
            begun = line.equals(header);
            return begun ? Line.KNOWN : line.startsWith(KIND.begin()) ? Line.FOREIGN : Line.DAMAGED;
        }
        try {
            JsonNode node = JSON.readTree(line);
            if (node.has("costsOf")) {
                Costs read = JSON.treeToValue(node, Costs.class);
                costs.put(read.costsOf(), read.costs());
            } else {
                keep(JSON.treeToValue(node, AskedQuestion.class));
            }
            return Line.KNOWN;
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return Line.DAMAGED;
        }
    }

    private void keep(AskedQuestion asked) {
        questions.put(new Key(asked.id(), asked.sample()), asked);
    }

    /** Whether nothing was done yet. */
    public boolean isEmpty() {
        return questions.isEmpty() && costs.isEmpty();
    }

    /** What is known of a question. */
    public Optional<AskedQuestion> find(String id, int sample) {
        return Optional.ofNullable(questions.get(new Key(id, sample)));
    }

    /** Keeps a question with its answers. */
    public void add(AskedQuestion asked) {
        lines.append(write(asked));
        keep(asked);
    }

    /** The costs by category; a view. */
    public Map<String, PassCosts> costs() {
        return Collections.unmodifiableMap(costs);
    }

    /** Keeps the costs of a category. */
    public void addCosts(String category, PassCosts measured) {
        lines.append(write(new Costs(category, measured)));
        costs.put(category, measured);
    }

    private static String write(Object line) {
        try {
            return JSON.writeValueAsString(line);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Forgets all; what was there is kept beside the file with the ending {@code .old}. */
    public void beginAnew() {
        lines.clear();
        lines.append(header);
        questions.clear();
        costs.clear();
    }

    @Override
    public void close() {
        lines.close();
    }
}
