package io.github.ssd4j.evaluation.rouge;

/**
 * The three measures of a candidate.
 *
 * @param rouge1 of single words
 * @param rouge2 of pairs of neighbouring words
 * @param rougeL of the longest common subsequence of words
 */
public record RougeScores(RougeScore rouge1, RougeScore rouge2, RougeScore rougeL) {}
