package io.github.ssd4j.speculative;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The times of drafting and of verifying, measured round by round. Each is the lower quartile of its last few
 * measurements, so a pause of the machine does not count and a lasting change soon does.
 *
 * <p>A time that was measured too seldom or too long ago is not believed but taken from its neighbours. Otherwise one
 * pause could make a number of drafts look dear for ever, as then it would never be tried again.
 */
final class RoundTimes {

    private static final int MIN_MEASUREMENTS = 3;
    private static final int MAX_AGE = 256;

    private final Recent draft = new Recent();
    private final TreeMap<Integer, Recent> verify = new TreeMap<>();
    private int rounds;

    /** Adds a round. A verification of no length, as a coarse clock may see it, tells nothing and is left out. */
    void add(int drafted, long draftNanos, long verifyNanos) {
        rounds++;
        if (drafted > 0) {
            draft.add((double) draftNanos / drafted, rounds);
        }
        if (verifyNanos > 0) {
            verify.computeIfAbsent(drafted, k -> new Recent()).add((double) verifyNanos, rounds);
        }
    }

    boolean knowPlainSteps() {
        return verify.containsKey(0);
    }

    /** Rounds that told the time of a draft step. */
    int draftMeasurements() {
        return draft.count;
    }

    /** The costs of up to {@code maxDraftTokens} drafts; a plain and a drafted round must have been measured. */
    RoundCosts costs(int maxDraftTokens) {
        List<Point> points = increasing();
        double[] times = new double[maxDraftTokens + 1];
        for (int k = 0; k <= maxDraftTokens; k++) {
            times[k] = time(points, k);
        }
        double plain = times[0];
        return new RoundCosts(
                draft.value() / plain,
                Arrays.stream(times).map(time -> time / plain).toArray());
    }

    /** The time of a plain step and those that are well known, or if none is, the one that is known best. */
    private SortedMap<Integer, Recent> believed() {
        SortedMap<Integer, Recent> believed = new TreeMap<>();
        Map<Integer, Recent> withDrafts = verify.tailMap(1);
        withDrafts.forEach((drafted, time) -> {
            if (time.count >= MIN_MEASUREMENTS && rounds - time.lastRound <= MAX_AGE) {
                believed.put(drafted, time);
            }
        });
        if (believed.isEmpty()) {
            withDrafts.entrySet().stream()
                    .max(Comparator.comparingInt(entry -> entry.getValue().size()))
                    .ifPresent(best -> believed.put(best.getKey(), best.getValue()));
        }
        believed.putAll(verify.headMap(1));
        return believed;
    }

    /**
     * The measured times made increasing: more tokens never take less time, so neighbours that say otherwise are noise
     * and get their mean (pool adjacent violators). Those measured more often count more.
     */
    private List<Point> increasing() {
        List<Pool> pools = new ArrayList<>();
        believed().forEach((drafted, time) -> {
            Pool pool = new Pool(List.of(drafted), time.value(), time.size());
            while (!pools.isEmpty() && pools.get(pools.size() - 1).nanos >= pool.nanos) {
                pool = pools.remove(pools.size() - 1).with(pool);
            }
            pools.add(pool);
        });
        return pools.stream()
                .flatMap(pool -> pool.drafted.stream().map(drafted -> new Point(drafted, pool.nanos)))
                .toList();
    }

    /** On the line between the neighbours that are known; after the last one, on the line from the first to it. */
    private static double time(List<Point> points, int drafted) {
        Point from = points.get(0);
        Point to = points.get(points.size() - 1);
        for (int i = 1; i < points.size() && to.drafted > drafted; i++) {
            if (points.get(i - 1).drafted <= drafted && drafted <= points.get(i).drafted) {
                from = points.get(i - 1);
                to = points.get(i);
                break;
            }
        }
        return from.drafted == to.drafted
                ? from.nanos
                : from.nanos + (to.nanos - from.nanos) * (drafted - from.drafted) / (to.drafted - from.drafted);
    }

    private record Point(int drafted, double nanos) {}

    private record Pool(List<Integer> drafted, double nanos, int weight) {

        Pool with(Pool next) {
            List<Integer> both = new ArrayList<>(drafted);
            both.addAll(next.drafted);
            int weights = weight + next.weight;
            return new Pool(both, (nanos * weight + next.nanos * next.weight) / weights, weights);
        }
    }

    /** The last 7 values and their lower quartile: what goes wrong takes longer, never less. */
    private static final class Recent {

        private final double[] last = new double[7];
        private int count;
        private int lastRound;

        void add(double value, int round) {
            lastRound = round;
            last[count++ % last.length] = value;
        }

        int size() {
            return Math.min(count, last.length);
        }

        double value() {
            double[] sorted = Arrays.copyOf(last, size());
            Arrays.sort(sorted);
            return sorted[(sorted.length - 1) / 4];
        }
    }
}
