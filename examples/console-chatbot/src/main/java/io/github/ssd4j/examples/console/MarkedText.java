package io.github.ssd4j.examples.console;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Text of which every character has a mark. Not thread-safe. */
final class MarkedText {

    private final StringBuilder text = new StringBuilder();
    /** As many as characters. */
    private final List<@Nullable DraftMark> marks = new ArrayList<>();

    void append(String added, @Nullable DraftMark mark) {
        text.append(added);
        for (int i = 0; i < added.length(); i++) {
            marks.add(mark);
        }
    }

    String text() {
        return text.toString();
    }

    @Nullable
    DraftMark mark(int index) {
        return marks.get(index);
    }

    /** Forgets the first characters. */
    void drop(int count) {
        text.delete(0, count);
        marks.subList(0, count).clear();
    }
}
