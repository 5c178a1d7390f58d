package io.github.ssd4j.evaluation.throughput;

import io.github.ssd4j.evaluation.stream.StreamMeter;
import io.github.ssd4j.evaluation.throughput.Pass.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Takes the samples of a plan in rounds: each round runs every pass once, then every stream reader once. So a slow
 * minute of the machine falls on all of them alike, and the times of one round can be compared with each other.
 * Prefills are spread evenly over the rounds.
 */
final class RoundRobin {

    private final ThroughputPlan plan;
    private final PassTimer timer;
    private final List<? extends StreamMeter> meters;
    private final ThroughputListener listener;
    private final Samples samples = new Samples();
    private final Map<Pass, Double> lastSeconds = new HashMap<>();
    private final Deque<Pass> toDo = new ArrayDeque<>();
    private int total;

    RoundRobin(ThroughputPlan plan, PassTimer timer, List<? extends StreamMeter> meters, ThroughputListener listener) {
        this.plan = plan;
        this.timer = timer;
        this.meters = meters;
        this.listener = listener;
    }

    /** Runs the warm-up and all rounds. */
    Samples run() {
        List<List<Pass>> warmup = rounds(plan.warmup(), Math.min(1, plan.warmup()));
        List<List<Pass>> rounds = rounds(plan.repeats(), plan.prefillRepeats());
        warmup.forEach(toDo::addAll);
        rounds.forEach(toDo::addAll);
        total = toDo.size();
        for (List<Pass> round : warmup) {
            round.forEach(this::step);
            meters.forEach(StreamMeter::measure);
        }
        for (List<Pass> round : rounds) {
            round.forEach(pass -> samples.addPass(pass, step(pass)));
            meters.forEach(meter -> samples.addStream(meter.name(), meter.measure()));
        }
        return samples;
    }

    private double step(Pass pass) {
        double seconds = timer.run(pass);
        lastSeconds.put(pass, seconds);
        toDo.removeFirst();
        listener.onPass(total - toDo.size(), total, secondsLeft());
        return seconds;
    }

    private OptionalDouble secondsLeft() {
        double left = 0;
        for (Pass pass : toDo) {
            Double seconds = lastSeconds.get(pass);
            if (seconds == null) {
                return OptionalDouble.empty();
            }
            left += seconds;
        }
        return OptionalDouble.of(left);
    }

    /** The passes of each round; of {@code count} rounds, {@code prefills} have the prefills, the first among them. */
    private List<List<Pass>> rounds(int count, int prefills) {
        List<List<Pass>> rounds = new ArrayList<>();
        for (int round = 0; round < count; round++) {
            boolean due = ceilDiv((round + 1) * prefills, count) > ceilDiv(round * prefills, count);
            rounds.add(plan.passes().stream()
                    .filter(pass -> due || pass.kind() != Kind.PREFILL)
                    .toList());
        }
        return rounds;
    }

    private static int ceilDiv(int dividend, int divisor) {
        return (dividend + divisor - 1) / divisor;
    }
}
