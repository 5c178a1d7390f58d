package io.github.ssd4j.examples.console;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ssd4j.speculative.GenerationStats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What was said, as the user saw it, to be written into a file. Not thread-safe. */
final class Transcript {

    private final List<Turn> turns = new ArrayList<>();
    /** Files of this chat, which may be written again. */
    private final Set<Path> own = new HashSet<>();

    /**
     * A question and its answer.
     *
     * @param model that answered
     * @param text of the answer, up to where it was cancelled
     */
    record Turn(String model, String question, String text, Answer answer) {}

    void add(Turn turn) {
        turns.add(turn);
    }

    void clear() {
        turns.clear();
    }

    /**
     * Writes Markdown or JSON, as the file's name ends.
     *
     * @param system the system message, if there is one
     * @return how many questions were written
     * @throws IllegalArgumentException if nothing was said yet, the name ends otherwise, or the file was there before the chat
     * @throws IOException if the file cannot be written
     */
    int save(Path file, @Nullable String system) throws IOException {
        String name = file.toString().toLowerCase(Locale.ROOT);
        if (turns.isEmpty()) {
            throw new IllegalArgumentException("nothing was said yet");
        }
        if (!name.endsWith(".md") && !name.endsWith(".json")) {
            throw new IllegalArgumentException("the name must end with .md or .json, but is: " + file);
        }
        Path absolute = file.toAbsolutePath().normalize();
        if (Files.exists(absolute) && !own.contains(absolute)) {
            throw new IllegalArgumentException("%s exists already; give another name".formatted(file));
        }
        String text = name.endsWith(".md") ? markdown(system) : json(system);
        Files.writeString(
                absolute,
                text,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
        own.add(absolute);
        return turns.size();
    }

    private String markdown(@Nullable String system) {
        StringBuilder text = new StringBuilder();
        if (system != null) {
            text.append("**System**\n\n").append(system).append("\n\n");
        }
        for (Turn turn : turns) {
            text.append("**You**\n\n").append(turn.question).append("\n\n");
            text.append("**").append(turn.model).append("**\n\n");
            text.append(turn.text.strip()).append("\n\n");
            text.append("*").append(figures(turn.answer)).append("*\n\n");
        }
        return text.toString().stripTrailing() + "\n";
    }

    private static String figures(Answer answer) {
        GenerationStats stats = answer.stats();
        return stats == null ? "cancelled" : Figures.shortLine(stats, answer.ending() == Answer.Ending.CUT_OFF);
    }

    /** Messages in the form that chat services take. */
    private String json(@Nullable String system) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        ArrayNode messages = mapper.createArrayNode();
        if (system != null) {
            messages.addObject().put("role", "system").put("content", system);
        }
        for (Turn turn : turns) {
            messages.addObject().put("role", "user").put("content", turn.question);
            ObjectNode answer = messages.addObject()
                    .put("role", "assistant")
                    .put("content", turn.text)
                    .put("model", turn.model)
                    .put("ending", turn.answer.ending().name().toLowerCase(Locale.ROOT));
            GenerationStats stats = turn.answer.stats();
            if (stats != null) {
                answer.put("tokens", stats.generatedTokens());
                stats.tokensPerSecond().ifPresent(speed -> answer.put("tokens_per_second", speed));
            }
        }
        ObjectNode root = mapper.createObjectNode().set("messages", messages);
        return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    }
}
