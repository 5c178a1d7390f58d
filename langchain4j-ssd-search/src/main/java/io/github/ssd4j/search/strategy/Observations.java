package io.github.ssd4j.search.strategy;

import io.github.ssd4j.search.space.Score;
import io.github.ssd4j.search.space.SkipSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Scores as a model sees them, in the order in which they were asked for: deterministic, unlike a hash map. */
final class Observations {

    /** A model's time grows with the cube of what it knows; with more it takes the best and the latest, half each. */
    private static final int MOST = 400;

    /**
     * The worst so many count as equally bad. Speed falls steeply where a draft has little to do with the model; how far is
     * of no use, and would make all of the good sets look alike.
     */
    private static final double WORST = 0.3;

    private final List<Score> scores = new ArrayList<>();
    private List<Bits> points = List.of();
    private double[] targets = new double[0];
    private double best;

    void add(Score score) {
        scores.add(score);
        List<Score> modelled = modelled();
        points = modelled.stream().map(known -> Bits.of(known.set())).toList();
        targets = modelled.stream().mapToDouble(Score::speedUp).toArray();
        raiseWorst();
        normalise();
    }

    int count() {
        return scores.size();
    }

    /** Those to model. */
    List<Bits> points() {
        return points;
    }

    /** Their speeds, the worst raised, with mean 0 and variance 1. */
    double[] targets() {
        return targets;
    }

    /** The highest target. */
    double best() {
        return best;
    }

    /** The sets with the highest speeds, the highest first. */
    List<SkipSet> fastest(int count) {
        return ranked().limit(count).map(Score::set).toList();
    }

    private List<Score> modelled() {
        if (scores.size() <= MOST) {
            return scores;
        }
        List<Score> latest = scores.subList(scores.size() - MOST / 2, scores.size());
        Stream<Score> fastest =
                ranked().filter(score -> !latest.contains(score)).limit(MOST - MOST / 2);
        return Stream.concat(fastest, latest.stream()).toList();
    }

    private Stream<Score> ranked() {
        return scores.stream().sorted(Comparator.comparingDouble(Score::speedUp).reversed());
    }

    private void raiseWorst() {
        double[] sorted = targets.clone();
        Arrays.sort(sorted);
        double least = sorted[(int) (WORST * sorted.length)];
        Arrays.setAll(targets, i -> Math.max(least, targets[i]));
    }

    private void normalise() {
        double mean = 0;
        for (double target : targets) {
            mean += target / targets.length;
        }
        double variance = 0;
        for (double target : targets) {
            variance += (target - mean) * (target - mean) / targets.length;
        }
        double deviation = variance > 0 ? Math.sqrt(variance) : 1;
        best = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < targets.length; i++) {
            targets[i] = (targets[i] - mean) / deviation;
            best = Math.max(best, targets[i]);
        }
    }
}
