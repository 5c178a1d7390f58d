package io.github.ssd4j.examples.web;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A message as the page gets it. */
sealed interface Message {

    /** By which requests name it. */
    String id();

    /** Who said it. */
    String role();

    /**
     * The ids of those that stand, or stood, in its place: a question that was edited, an answer that was written again. The
     * oldest first, and it is one of them.
     */
    List<String> versions();

    /** A question. */
    record Question(String id, String role, String text, List<String> versions) implements Message {

        Question(String id, String text, List<String> versions) {
            this(id, "user", text, versions);
        }
    }

    /**
     * An answer, or what there is of it.
     *
     * @param outcome null while it is written
     * @param error why it failed
     */
    record Reply(
            String id,
            String role,
            String text,
            List<Piece> pieces,
            List<ToolCall> tools,
            @Nullable Outcome outcome,
            @Nullable String error,
            @Nullable Figures figures,
            List<String> versions)
            implements Message {}

    /**
     * Text that came at once.
     *
     * @param drafter name of who drafted it, {@code look-up} for example; null if the full model wrote it
     * @param ms when it came, in milliseconds since the question was taken
     */
    record Piece(String text, @Nullable String drafter, long ms) {}

    /** A tool that the model called. */
    record ToolCall(String name, String arguments, String result) {}
}
