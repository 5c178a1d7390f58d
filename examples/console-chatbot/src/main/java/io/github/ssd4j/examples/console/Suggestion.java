package io.github.ssd4j.examples.console;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.jline.utils.Levenshtein;

/** What a misspelt word was meant to be. */
final class Suggestion {

    private static final int MOST_DIFFERENT_LETTERS = 2;

    private Suggestion() {}

    /** The nearest of the words, if few letters have to be changed: at most two, and at most half of what was typed. */
    static Optional<String> nearest(String typed, Collection<String> words) {
        String lower = typed.toLowerCase(Locale.ROOT);
        int most = Math.min(MOST_DIFFERENT_LETTERS, (lower.length() - 1) / 2);
        return words.stream()
                .filter(word -> Levenshtein.distance(lower, word) <= most)
                .min(Comparator.comparingInt(word -> Levenshtein.distance(lower, word)));
    }
}
