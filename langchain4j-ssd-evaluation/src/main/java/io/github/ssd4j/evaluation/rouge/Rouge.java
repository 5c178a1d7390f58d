package io.github.ssd4j.evaluation.rouge;

import io.github.ssd4j.internal.Ensure;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * ROUGE by Lin (2004), with the numbers of Python's {@code rouge-score} 0.1.2 without stemming, which most papers of
 * today report. Ours, because no maintained library for the JVM is known to us that gives these numbers: the Java tools
 * cut words and weigh references in ways of their own.
 *
 * <p>Words are the runs of {@code a-z0-9} of the text in lower case; every other character, letters with accents and
 * other scripts included, only separates. Text in other scripts than Latin therefore scores 0. ROUGE-L takes the text as
 * one sentence ({@code rougeL}, not {@code rougeLsum}).
 */
public final class Rouge {

    private Rouge() {}

    /**
     * Scores a candidate. With several references each measure is that of the reference with the best F1, which need not
     * be the same for all three.
     *
     * <p>The time grows with the product of the lengths, the memory with their sum.
     *
     * @param references at least one; an empty text is allowed and scores 0
     * @throws IllegalArgumentException when there is no reference
     */
    public static RougeScores score(String candidate, List<String> references) {
        Ensure.that(!references.isEmpty(), "references cannot be empty");
        List<List<String>> words = references.stream().map(Words::of).toList();
        Set<String> vocabulary = words.stream().flatMap(List::stream).collect(Collectors.toSet());
        Words numbers = new Words(vocabulary);
        int[] candidateWords = numbers.numbers(Words.of(candidate));
        List<RougeScores> scores = words.stream()
                .map(reference -> score(candidateWords, numbers.numbers(reference)))
                .toList();
        return new RougeScores(
                best(scores, RougeScores::rouge1),
                best(scores, RougeScores::rouge2),
                best(scores, RougeScores::rougeL));
    }

    private static RougeScores score(int[] candidate, int[] reference) {
        int common = Matches.longestCommonSubsequence(candidate, reference);
        return new RougeScores(
                ngrams(candidate, reference, 1),
                ngrams(candidate, reference, 2),
                RougeScore.of(common, candidate.length, reference.length));
    }

    private static RougeScore ngrams(int[] candidate, int[] reference, int n) {
        long[] ours = Matches.ngrams(candidate, n);
        long[] theirs = Matches.ngrams(reference, n);
        return RougeScore.of(Matches.common(ours, theirs), ours.length, theirs.length);
    }

    /** The first of equals, as in {@code rouge-score}: precision and recall may differ where F1 does not. */
    private static RougeScore best(List<RougeScores> scores, Function<RougeScores, RougeScore> measure) {
        RougeScore best = measure.apply(scores.get(0));
        for (RougeScores each : scores) {
            RougeScore score = measure.apply(each);
            if (score.f1() > best.f1()) {
                best = score;
            }
        }
        return best;
    }
}
