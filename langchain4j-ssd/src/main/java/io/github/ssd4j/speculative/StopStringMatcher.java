package io.github.ssd4j.speculative;

import java.util.List;

/**
 * Finds the first stop string in a text that arrives in pieces, and holds back what may still become one.
 *
 * <p>The match is the one that ends first; of those that end at the same character, the longest. So it does not depend
 * on how the text is cut into pieces. Knuth, Morris and Pratt's automaton for each string: O(1) a character.
 */
final class StopStringMatcher {

    private final List<String> stopStrings;
    private final int[][] failures; // [string][i]: length of the longest border of the string's first i + 1 characters
    private final int[] matched; // [string]: how many of its first characters the text ends with
    private final StringBuilder held = new StringBuilder();
    private boolean found;

    StopStringMatcher(List<String> stopStrings) {
        this.stopStrings = stopStrings;
        failures = stopStrings.stream().map(StopStringMatcher::borders).toArray(int[][]::new);
        matched = new int[stopStrings.size()];
    }

    private static int[] borders(String text) {
        int[] borders = new int[text.length()];
        for (int i = 1; i < borders.length; i++) {
            borders[i] = extend(text, borders, borders[i - 1], text.charAt(i));
        }
        return borders;
    }

    /** The length of the longest prefix of {@code text} that ends with {@code next}, given the one before it. */
    private static int extend(String text, int[] borders, int length, char next) {
        while (length > 0 && text.charAt(length) != next) {
            length = borders[length - 1];
        }
        return text.charAt(length) == next ? length + 1 : length;
    }

    /** Takes the next piece; returns the text that is now certain not to be part of a stop string. */
    String append(String piece) {
        for (int i = 0; i < piece.length() && !found; i++) {
            held.append(piece.charAt(i));
            int cut = step(piece.charAt(i));
            if (cut > 0) {
                held.setLength(held.length() - cut);
                found = true;
            }
        }
        return release(found ? 0 : longestPartialMatch());
    }

    /** The length of the stop string that ends with {@code next}, 0 if none does. */
    private int step(char next) {
        int cut = 0;
        for (int s = 0; s < matched.length; s++) {
            String stopString = stopStrings.get(s);
            matched[s] = extend(stopString, failures[s], matched[s], next);
            if (matched[s] == stopString.length()) {
                cut = Math.max(cut, matched[s]);
            }
        }
        return cut;
    }

    private int longestPartialMatch() {
        int longest = 0;
        for (int length : matched) {
            longest = Math.max(longest, length);
        }
        return longest;
    }

    private String release(int keep) {
        String certain = held.substring(0, held.length() - keep);
        held.delete(0, certain.length());
        return certain;
    }

    /** True once a stop string was found; the text from there on is dropped. */
    boolean found() {
        return found;
    }

    /** The text has ended: returns what was held back. */
    String finish() {
        return release(0);
    }
}
