package io.github.ssd4j.examples.web;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looks for a text in conversations, in all versions of what was said.
 *
 * @param ids the conversations, which only those know that may read them
 * @param text regardless of case
 */
record Search(@Nullable List<String> ids, @Nullable String text) {

    /** So much is shown before what was found and behind it. */
    private static final int AROUND = 30;

    /** @param excerpt where the text was found first; empty if that is the title */
    record Found(String id, String excerpt) {}

    /** @throws IllegalArgumentException if there is nothing to look for */
    List<Found> in(Conversations conversations) {
        if (ids == null || text == null || text.isBlank()) {
            throw new IllegalArgumentException("A search needs ids and a text.");
        }
        String wanted = text.strip().toLowerCase(Locale.ROOT);
        return conversations.those(ids).stream()
                .flatMap(conversation -> find(conversation, wanted).stream())
                .toList();
    }

    private static Optional<Found> find(Conversation conversation, String wanted) {
        if (conversation.title().toLowerCase(Locale.ROOT).contains(wanted)) {
            return Optional.of(new Found(conversation.id(), ""));
        }
        return conversation.texts().stream()
                .flatMap(text -> excerpt(text, wanted))
                .findFirst()
                .map(excerpt -> new Found(conversation.id(), excerpt));
    }

    private static Stream<String> excerpt(String text, String wanted) {
        // Lower case may be longer than upper case in some languages; then the excerpt is a little beside.
        int at = Math.min(text.length(), text.toLowerCase(Locale.ROOT).indexOf(wanted));
        if (at < 0) {
            return Stream.empty();
        }
        int from = Math.max(0, at - AROUND);
        int to = Math.min(text.length(), at + wanted.length() + AROUND);
        String excerpt = text.substring(from, to).replaceAll("\\s+", " ").strip();
        return Stream.of((from > 0 ? "…" : "") + excerpt + (to < text.length() ? "…" : ""));
    }
}
