package io.github.ssd4j.examples.web;

import io.github.ssd4j.examples.web.Message.Piece;
import io.github.ssd4j.examples.web.Message.ToolCall;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An answer while it is written. Thread-safe. */
final class GrowingReply {

    private final StringBuilder text = new StringBuilder();
    private final List<Piece> pieces = new ArrayList<>();
    private final List<ToolCall> tools = new ArrayList<>();
    private @Nullable Outcome outcome;
    private @Nullable String error;
    private @Nullable Figures figures;

    GrowingReply() {}

    /** One that was stored. What was being written then was stopped by that. */
    GrowingReply(Message.Reply stored) {
        stored.pieces().forEach(this::add);
        tools.addAll(stored.tools());
        outcome = stored.outcome() == null ? Outcome.STOPPED : stored.outcome();
        error = stored.error();
        figures = stored.figures();
    }

    final synchronized void add(Piece piece) {
        text.append(piece.text());
        pieces.add(piece);
    }

    synchronized void add(ToolCall call) {
        tools.add(call);
    }

    synchronized void end(Outcome outcome, @Nullable String error, @Nullable Figures figures) {
        this.outcome = outcome;
        this.error = error;
        this.figures = figures;
    }

    synchronized String text() {
        return text.toString();
    }

    /** How much text it has, that of tools included. */
    synchronized int characters() {
        int characters = text.length();
        for (ToolCall call : tools) {
            characters += call.arguments().length() + call.result().length();
        }
        return characters;
    }

    /**
     * As it is now.
     *
     * @param versions the ids of the answers to the same question
     */
    synchronized Message.Reply view(String id, List<String> versions) {
        return new Message.Reply(
                id,
                "assistant",
                text.toString(),
                List.copyOf(pieces),
                List.copyOf(tools),
                outcome,
                error,
                figures,
                versions);
    }
}
