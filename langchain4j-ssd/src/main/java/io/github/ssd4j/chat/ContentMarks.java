package io.github.ssd4j.chat;

import io.github.ssd4j.chat.template.Marks;
import io.github.ssd4j.internal.Surrogates;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which characters of the contents are marked before a template sees them: enough for every control token that they
 * spell, alone, with other contents or with what the template writes around them, to have a marked character.
 *
 * <p>That is the first and the last character of every control token. A text that is a part of one, say the name {@code
 * im_start} between the template's own {@code <|} and {@code |>}, is marked as a whole. Few contents have any of them; those
 * that do not are handed over as they are.
 */
final class ContentMarks {

    private final Set<String> controlTokens;
    private final BitSet characters = new BitSet();
    private final List<String> unmarkable = new ArrayList<>();
    private final int longest;

    /** @param controlTokens their texts; empty if they are not known: then everything is marked */
    ContentMarks(Set<String> controlTokens) {
        this.controlTokens = controlTokens;
        this.longest = controlTokens.stream().mapToInt(String::length).max().orElse(0);
        controlTokens.forEach(this::add);
    }

    private void add(String token) {
        char first = token.charAt(0);
        char last = token.charAt(token.length() - 1);
        if (Marks.canMark(first) && Marks.canMark(last)) {
            characters.set(first);
            characters.set(last);
        } else if (token.chars().anyMatch(c -> Marks.canMark((char) c))) {
            token.chars().forEach(characters::set);
        } else {
            unmarkable.add(token);
        }
    }

    /** The messages with everything marked but their roles, which the protocol and no content gives. */
    List<Map<String, Object>> messages(List<Map<String, Object>> messages) {
        return messages.stream().map(this::message).toList();
    }

    private Map<String, Object> message(Map<String, Object> message) {
        Map<String, Object> marked = new LinkedHashMap<>();
        message.forEach((key, value) -> marked.put(key, key.equals("role") ? value : value(value)));
        return marked;
    }

    /** {@code value} with all of its texts marked. */
    @Nullable
    Object value(@Nullable Object value) {
        return Marks.map(value, this::text);
    }

    private String text(String content) {
        String text = Surrogates.replaceLone(content);
        if (controlTokens.isEmpty() || isPartOfControlToken(text)) {
            return Marks.markAll(text);
        }
        String marked = Marks.mark(text, characters);
        for (String token : unmarkable) {
            marked = Marks.markBefore(token, marked);
        }
        return marked;
    }

    private boolean isPartOfControlToken(String text) {
        return !text.isEmpty()
                && text.length() <= longest
                && controlTokens.stream().anyMatch(token -> token.contains(text));
    }
}
