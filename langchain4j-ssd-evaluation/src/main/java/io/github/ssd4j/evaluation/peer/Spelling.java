package io.github.ssd4j.evaluation.peer;

import java.util.Locale;

/** Whether someone may have meant another word. */
final class Spelling {

    private Spelling() {}

    /** Whether at most a third of the letters differ. */
    static boolean isNear(String word, String other) {
        return 3 * distance(word, other) <= Math.max(word.length(), other.length());
    }

    /** How many letters have to be put in, left out or changed, apart from capitals, hyphens and underscores. */
    static int distance(String word, String other) {
        String a = plain(word);
        String b = plain(other);
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }

    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replaceAll("[-_.]", "");
    }
}
