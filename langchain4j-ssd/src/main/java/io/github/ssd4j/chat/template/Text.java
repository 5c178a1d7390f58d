package io.github.ssd4j.chat.template;

import java.util.Iterator;
import java.util.NoSuchElementException;

/** Texts as Python sees them: sequences of code points. */
final class Text {

    private Text() {}

    static boolean isSpace(int c) {
        return c == ' '
                || (c >= '\t' && c <= '\r')
                || (c >= 0x1C && c <= 0x1F)
                || c == 0x85
                || c == 0xA0
                || (c > 0xFF && Character.isSpaceChar(c));
    }

    /** Whether all of {@code text} after {@code from} is white space. */
    static boolean isBlank(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            if (!isSpace(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    static String stripTrailing(String text) {
        int end = text.length();
        while (end > 0 && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end);
    }

    static int length(String text) {
        String counted = Marks.mayHoldSigns(text) ? Marks.plain(text) : text;
        return counted.codePointCount(0, counted.length());
    }

    /** The index in Java's units of the code point {@code index}, at most the length. */
    static int offset(String text, int index) {
        return length(text) == text.length() ? index : text.offsetByCodePoints(0, index);
    }

    /** Plain texts, also of a text that is safe in HTML. */
    static Iterator<Object> characters(String text) {
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < text.length();
            }

            @Override
            public Object next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                int end = text.offsetByCodePoints(next, 1);
                if (Marks.isSign(text, next) && end < text.length()) {
                    end = text.offsetByCodePoints(end, 1);
                }
                String character = text.substring(next, end);
                next = end;
                return character;
            }
        };
    }
}
