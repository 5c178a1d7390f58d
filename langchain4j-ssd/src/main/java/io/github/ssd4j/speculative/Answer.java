package io.github.ssd4j.speculative;

import io.github.ssd4j.checkpoint.TextStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The answer of one generation as it grows: finds where it ends and hands its text to the listener.
 *
 * <p>It sees the full model's tokens one by one, drafted or not, so where it ends cannot depend on how they were cut
 * into rounds.
 */
final class Answer {

    /** A token of the answer; {@code textEnd} is the length of the decoded text, this token's included. */
    private record Written(int token, int round, @Nullable String drafter, int textEnd) {}

    private final TextStream decoded;
    private final StopStringMatcher stopStrings;
    private final Set<Integer> stopTokens;
    private final int limit;
    private final FinishReason limitReason;
    private final GenerationListener listener;

    private final List<Written> written = new ArrayList<>();
    private final StringBuilder text = new StringBuilder(); // what the listener was given
    private int decodedLength;
    private int lastInText; // index of the token that completed the text
    private long firstTextNanos;

    /**
     * @param stopTokens all of them, the model's own included
     * @param room how many tokens fit into the context
     */
    Answer(
            TextStream decoded,
            GenerationOptions options,
            Set<Integer> stopTokens,
            int room,
            GenerationListener listener) {
        this.decoded = decoded;
        this.stopStrings = new StopStringMatcher(options.stopStrings());
        this.stopTokens = stopTokens;
        this.limit = Math.min(options.maxTokens(), room);
        this.limitReason = options.maxTokens() <= room ? FinishReason.MAX_TOKENS : FinishReason.CONTEXT_END;
        this.listener = listener;
    }

    boolean isStopToken(int token) {
        return stopTokens.contains(token);
    }

    /** How many more tokens may be written. */
    int remaining() {
        return limit - written.size();
    }

    /**
     * Takes the next token and hands on the text that is certain with it, all at once.
     *
     * @param drafter who drafted it, if it was an accepted draft; else null
     * @return why the answer ends here, or null if it goes on
     */
    @Nullable
    FinishReason write(int token, int round, @Nullable String drafter) {
        FinishReason end = null;
        String certain = "";
        if (isStopToken(token)) {
            end = FinishReason.STOP_TOKEN;
        } else {
            certain = decoded.append(token);
            decodedLength += certain.length();
            written.add(new Written(token, round, drafter, decodedLength));
            end = remaining() == 0 ? limitReason : null;
        }
        String released = stopStrings.append(end == null ? certain : certain + decoded.finish());
        if (stopStrings.found()) {
            end = FinishReason.STOP_STRING;
        } else if (end != null) {
            released += stopStrings.finish();
        }
        return emit(released) ? end : FinishReason.CANCELLED;
    }

    /** False if the listener has cancelled. */
    private boolean emit(String released) {
        if (released.isEmpty()) {
            return true;
        }
        if (listener.isCancelled()) {
            return false;
        }
        if (text.isEmpty()) {
            firstTextNanos = System.nanoTime();
        }
        text.append(released);
        while (written.get(lastInText).textEnd < text.length() && lastInText < written.size() - 1) {
            lastInText++;
        }
        listener.onText(new TextPiece(released, written.get(lastInText).drafter));
        return true;
    }

    /** Drops the tokens behind the one that completed the text. */
    void cutToText() {
        int kept = text.isEmpty() ? 0 : lastInText + 1;
        written.subList(kept, written.size()).clear();
    }

    List<Integer> tokens() {
        return written.stream().map(Written::token).toList();
    }

    String text() {
        return text.toString();
    }

    /** When the first text was ready, on the clock of {@link System#nanoTime}; {@code otherwise} if there was none. */
    long firstTextNanos(long otherwise) {
        return text.isEmpty() ? otherwise : firstTextNanos;
    }

    /** How many drafts of a drafter are in the answer. */
    int acceptedFrom(String drafter) {
        return (int)
                written.stream().filter(token -> drafter.equals(token.drafter)).count();
    }

    /** How many drafts of each round are in the answer. */
    AcceptanceHistogram histogram(int rounds) {
        int[] accepted = new int[rounds];
        for (Written token : written) {
            accepted[token.round] += token.drafter == null ? 0 : 1;
        }
        return AcceptanceHistogram.of(accepted);
    }
}
