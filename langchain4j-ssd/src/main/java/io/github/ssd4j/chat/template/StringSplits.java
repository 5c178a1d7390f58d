package io.github.ssd4j.chat.template;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** How Python cuts strings into pieces. */
final class StringSplits {

    private StringSplits() {}

    /** {@code split(None, limit)}: at white space; {@code limit} is negative for all. */
    static List<String> words(String text, long limit) {
        List<String> words = new ArrayList<>();
        int i = 0;
        while (true) {
            while (i < text.length() && Text.isSpace(text.charAt(i))) {
                i++;
            }
            if (i == text.length()) {
                return words;
            }
            if (limit >= 0 && words.size() == limit) {
                words.add(text.substring(i));
                return words;
            }
            int start = i;
            while (i < text.length() && !Text.isSpace(text.charAt(i))) {
                i++;
            }
            words.add(text.substring(start, i));
        }
    }

    /** {@code rsplit(None, limit)}. */
    static List<String> wordsFromEnd(String text, long limit) {
        List<String> words = new ArrayList<>();
        int i = text.length();
        while (true) {
            while (i > 0 && Text.isSpace(text.charAt(i - 1))) {
                i--;
            }
            if (i == 0) {
                break;
            }
            if (limit >= 0 && words.size() == limit) {
                words.add(text.substring(0, i));
                break;
            }
            int end = i;
            while (i > 0 && !Text.isSpace(text.charAt(i - 1))) {
                i--;
            }
            words.add(text.substring(i, end));
        }
        Collections.reverse(words);
        return words;
    }

    static List<String> at(String text, String separator, long limit) {
        List<String> parts = new ArrayList<>();
        int position = 0;
        for (int found = text.indexOf(separator);
                found >= 0 && (limit < 0 || parts.size() < limit);
                found = text.indexOf(separator, position)) {
            parts.add(text.substring(position, found));
            position = found + separator.length();
        }
        parts.add(text.substring(position));
        return parts;
    }

    static List<String> fromEndAt(String text, String separator, long limit) {
        List<String> parts = new ArrayList<>();
        int end = text.length();
        while (limit < 0 || parts.size() < limit) {
            int found = end < separator.length() ? -1 : text.lastIndexOf(separator, end - separator.length());
            if (found < 0) {
                break;
            }
            parts.add(text.substring(found + separator.length(), end));
            end = found;
        }
        parts.add(text.substring(0, end));
        Collections.reverse(parts);
        return parts;
    }

    static List<String> lines(String text, boolean keepEnds) {
        List<String> lines = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isLineEnd(c)) {
                int end = c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n' ? i + 2 : i + 1;
                lines.add(text.substring(start, keepEnds ? end : i));
                start = end;
                i = end - 1;
            }
        }
        if (start < text.length()) {
            lines.add(text.substring(start));
        }
        return lines;
    }

    private static boolean isLineEnd(char c) {
        return (c >= '\n' && c <= '\r') || (c >= 0x1C && c <= 0x1E) || c == 0x85 || c == '\u2028' || c == '\u2029';
    }
}
