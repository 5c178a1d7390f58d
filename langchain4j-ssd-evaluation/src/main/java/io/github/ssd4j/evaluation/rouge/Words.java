package io.github.ssd4j.evaluation.rouge;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Cuts text into words, and gives each word of a vocabulary a number, for comparing to be cheap. */
final class Words {

    private static final Pattern SEPARATOR = Pattern.compile("[^a-z0-9]+");

    private final Map<String, Integer> numbers = new HashMap<>();

    Words(Collection<String> vocabulary) {
        for (String word : vocabulary) {
            numbers.putIfAbsent(word, numbers.size());
        }
    }

    static List<String> of(String text) {
        // Lower case first: it makes ASCII of a few characters that are not, such as the sign for Kelvin.
        return Arrays.stream(SEPARATOR.split(text.toLowerCase(Locale.ROOT)))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** Words outside the vocabulary share one number, which no word of the vocabulary has. */
    int[] numbers(List<String> words) {
        return words.stream()
                .mapToInt(word -> numbers.getOrDefault(word, numbers.size()))
                .toArray();
    }
}
