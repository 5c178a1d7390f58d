package io.github.ssd4j.examples.console;

import java.util.function.IntSupplier;
import org.jline.utils.WCWidth;
import org.jspecify.annotations.Nullable;

/**
 * Breaks streamed text into lines between words. The last word is held back until it is complete, so that nothing that is
 * shown has to be taken back. A word that is wider than a line is cut. Not thread-safe.
 */
final class WordWrap {

    private static final int LEAST_WIDTH = 20;
    private static final int TAB = 8;

    private final IntSupplier width;
    private final Sink sink;
    private final MarkedText pending = new MarkedText();
    /** Cells of the current line that are taken. */
    private int column;
    /** What comes next belongs to a word that is wider than a line, of which the beginning is shown already. */
    private boolean cut;

    /** Where the lines go. */
    @FunctionalInterface
    interface Sink {

        /** Text of one mark; a line break is a text of its own. */
        void print(String text, @Nullable DraftMark mark);
    }

    /**
     * @param width of a line in cells, asked for each word, as a window can change; less than 20: lines are not broken
     */
    WordWrap(IntSupplier width, Sink sink) {
        this.width = width;
        this.sink = sink;
    }

    /** Takes the next piece, and prints the words that are complete. */
    void piece(String text, @Nullable DraftMark mark) {
        pending.append(text, mark);
        if (width.getAsInt() < LEAST_WIDTH) {
            flush();
            return;
        }
        String all = pending.text();
        int start = 0;
        for (int end = nextBreak(all, start); end > start; end = nextBreak(all, start)) {
            unit(all, start, end);
            cut = false;
            start = end;
        }
        if (cells(all, start, all.length()) > width.getAsInt()) {
            unit(all, start, all.length());
            cut = true;
            start = all.length();
        }
        pending.drop(start);
    }

    /** The next place at which a line can end; {@code start} if what follows has to be known first. */
    private static int nextBreak(String all, int start) {
        for (int i = start; i < all.length(); ) {
            int c = all.codePointAt(i);
            i += Character.charCount(c);
            if (i == all.length() ? Character.isWhitespace(c) : canBreak(c, all.codePointAt(i))) {
                return i;
            }
        }
        return start;
    }

    /** Behind spaces and, in scripts without spaces, between wide characters unless one is a punctuation mark of the other. */
    private static boolean canBreak(int before, int after) {
        if (before == '\n' || after == '\n' || Character.isWhitespace(after)) {
            return before == '\n';
        }
        if (Character.isWhitespace(before)) {
            return true;
        }
        boolean wide = WCWidth.wcwidth(before) == 2 || WCWidth.wcwidth(after) == 2;
        return wide && WCWidth.wcwidth(before) > 0 && WCWidth.wcwidth(after) > 0 && !opens(before) && !closes(after);
    }

    private static boolean opens(int c) {
        int type = Character.getType(c);
        return type == Character.START_PUNCTUATION || type == Character.INITIAL_QUOTE_PUNCTUATION;
    }

    private static boolean closes(int c) {
        return switch (Character.getType(c)) {
            case Character.END_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION,
                    Character.OTHER_PUNCTUATION,
                    Character.MODIFIER_LETTER,
                    Character.MODIFIER_SYMBOL -> true;
            default -> false;
        };
    }

    /** Prints what is held back. */
    void flush() {
        String all = pending.text();
        if (!all.isEmpty()) {
            unit(all, 0, all.length());
            cut = false;
            pending.drop(all.length());
        }
    }

    /** The next piece begins a line of its own. */
    void newLine() {
        column = 0;
    }

    /** A word and the spaces behind it; or, held back or without wrapping, any text. */
    private void unit(String all, int start, int end) {
        int limit = width.getAsInt();
        int wordEnd = end;
        while (wordEnd > start && Character.isWhitespace(all.charAt(wordEnd - 1))) {
            wordEnd--;
        }
        boolean wraps = limit >= LEAST_WIDTH;
        if (wraps && !cut && column > 0 && column + cells(all, start, wordEnd) > limit) {
            lineBreak(start);
        }
        int printed = start;
        for (int i = start; i < end; ) {
            int c = all.codePointAt(i);
            int next = i + Character.charCount(c);
            int cells = cells(c);
            if (c == '\n') {
                printed = print(all, printed, i);
                lineBreak(i);
                printed = next;
            } else if (wraps && column + cells > limit) {
                print(all, printed, i);
                // Spaces at the end of a line are not shown, and do not begin the next one.
                printed = i >= wordEnd ? next : i;
                if (i < wordEnd) {
                    lineBreak(i);
                    column = cells;
                }
            } else {
                column += cells;
            }
            i = next;
        }
        print(all, printed, end);
    }

    private void lineBreak(int at) {
        sink.print("\n", pending.mark(at));
        column = 0;
    }

    /** Prints text in runs of the same mark, and returns where it ends. */
    private int print(String all, int start, int end) {
        int begin = start;
        for (int i = start + 1; i <= end; i++) {
            if (i == end || pending.mark(i) != pending.mark(begin)) {
                sink.print(all.substring(begin, i), pending.mark(begin));
                begin = i;
            }
        }
        return end;
    }

    private int cells(String all, int start, int end) {
        return all.substring(start, end)
                .stripTrailing()
                .codePoints()
                .map(this::cells)
                .sum();
    }

    /** How wide a terminal shows it: two cells for a wide character, none for an accent that is added to a letter. */
    private int cells(int c) {
        return c == '\t' ? TAB - column % TAB : Math.max(0, WCWidth.wcwidth(c));
    }
}
