package io.github.ssd4j.chat.template;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Breaks lines as Python's {@code textwrap} does. */
final class WordWrap {

    private static final String SPACE = "[\\t\\n\\x0B\\f\\r ]";
    private static final String OTHER = "[^\\t\\n\\x0B\\f\\r ]";
    private static final String WORD = "[\\p{L}\\p{N}_!\"'&.,?]";
    private static final String LETTER = "[\\p{L}_]";

    private static final Pattern PARTS = Pattern.compile(SPACE + "+|" + OTHER + "+");
    private static final Pattern PARTS_WITH_HYPHENS = Pattern.compile(SPACE + "+"
            + "|(?<=" + WORD + ")-{2,}(?=[\\p{L}\\p{N}_])"
            + "|" + OTHER + "+?(?:-(?:(?<=" + LETTER + "{2}-)|(?<=" + LETTER + WORD + "-))(?=" + LETTER + "-?" + LETTER
            + ")"
            + "|(?=" + SPACE + "|\\z)"
            + "|(?<=" + WORD + ")(?=-{2,}[\\p{L}\\p{N}_]))");

    private final long width;
    private final boolean breakWords;
    private final boolean breakAtHyphens;

    WordWrap(long width, boolean breakWords, boolean breakAtHyphens) {
        if (width <= 0) {
            throw TemplateException.fault("the width must be positive, but is %d", width);
        }
        this.width = width;
        this.breakWords = breakWords;
        this.breakAtHyphens = breakAtHyphens;
    }

    List<String> wrap(String line, Budget budget) {
        budget.make(line.length());
        budget.steps(line.length());
        Deque<String> parts = new ArrayDeque<>();
        Matcher matcher = (breakAtHyphens ? PARTS_WITH_HYPHENS : PARTS).matcher(line);
        while (matcher.find()) {
            parts.add(matcher.group());
        }
        List<String> lines = new ArrayList<>();
        while (!parts.isEmpty()) {
            if (Text.isBlank(parts.getFirst(), 0) && !lines.isEmpty()) {
                parts.removeFirst();
            }
            String wrapped = String.join("", line(parts));
            if (!wrapped.isEmpty()) {
                lines.add(wrapped);
            }
        }
        return lines;
    }

    /** Takes as many parts as fit. */
    private List<String> line(Deque<String> parts) {
        List<String> line = new ArrayList<>();
        long length = 0;
        while (!parts.isEmpty() && length + Text.length(parts.getFirst()) <= width) {
            length += Text.length(parts.getFirst());
            line.add(parts.removeFirst());
        }
        if (!parts.isEmpty() && Text.length(parts.getFirst()) > width) {
            if (breakWords) {
                breakWord(parts, line, (int) (width - length));
            } else if (line.isEmpty()) {
                line.add(parts.removeFirst());
            }
        }
        if (!line.isEmpty() && Text.isBlank(line.get(line.size() - 1), 0)) {
            line.remove(line.size() - 1);
        }
        return line;
    }

    private void breakWord(Deque<String> parts, List<String> line, int space) {
        String word = parts.removeFirst();
        int end = Text.offset(word, space);
        if (breakAtHyphens) {
            int hyphen = word.substring(0, end).lastIndexOf('-');
            if (hyphen > 0 && !word.substring(0, hyphen).matches("-*")) {
                end = hyphen + 1;
            }
        }
        line.add(word.substring(0, end));
        parts.addFirst(word.substring(end));
    }
}
