package io.github.ssd4j.evaluation.rouge;

import java.util.Arrays;

/** What two sequences of word numbers have in common. */
final class Matches {

    private Matches() {}

    /** The runs of {@code n} words, one or two, each as one number; sorted, with repetitions. */
    static long[] ngrams(int[] words, int n) {
        long[] ngrams = new long[Math.max(words.length - n + 1, 0)];
        for (int i = 0; i < ngrams.length; i++) {
            ngrams[i] = n == 1 ? words[i] : (long) words[i] << Integer.SIZE | words[i + 1];
        }
        Arrays.sort(ngrams);
        return ngrams;
    }

    /** How many elements two sorted arrays share; one that is repeated counts as often as in the array that has fewer. */
    static int common(long[] left, long[] right) {
        int common = 0;
        int i = 0;
        int j = 0;
        while (i < left.length && j < right.length) {
            if (left[i] == right[j]) {
                common++;
                i++;
                j++;
            } else if (left[i] < right[j]) {
                i++;
            } else {
                j++;
            }
        }
        return common;
    }

    /** The length of the longest common subsequence, by dynamic programming with two rows of the table. */
    static int longestCommonSubsequence(int[] left, int[] right) {
        int[] above = new int[right.length + 1];
        int[] row = new int[right.length + 1];
        for (int word : left) {
            for (int j = 1; j <= right.length; j++) {
                row[j] = word == right[j - 1] ? above[j - 1] + 1 : Math.max(above[j], row[j - 1]);
            }
            int[] spare = above;
            above = row;
            row = spare;
        }
        return above[right.length];
    }
}
