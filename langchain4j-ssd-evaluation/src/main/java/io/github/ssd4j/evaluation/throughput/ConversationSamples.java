package io.github.ssd4j.evaluation.throughput;

import io.github.ssd4j.evaluation.throughput.ConversationBenchmark.Conversation;
import io.github.ssd4j.evaluation.throughput.ConversationPlan.Way;
import io.github.ssd4j.evaluation.throughput.ConversationReport.Row;
import io.github.ssd4j.measurement.report.Summary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** What conversations gave: every sample, in the order it was taken. Not thread-safe. */
final class ConversationSamples {

    private final Map<Way, List<Sample>> samples = new LinkedHashMap<>();

    /**
     * Some conversations that were held at once.
     *
     * @param start when all were free to ask, in nanoseconds of the clock
     * @param conversations at least one
     */
    record Sample(long start, List<Conversation> conversations, OptionalDouble conversationsPerPass) {

        /** Tokens of all over the time until the last has ended. */
        double tokensPerSecond() {
            long end =
                    conversations.stream().mapToLong(Conversation::ended).max().orElseThrow();
            int tokens = conversations.stream().mapToInt(Conversation::tokens).sum();
            return tokens * 1e9 / atLeastOne(end - start);
        }
    }

    void add(Way way, Sample sample) {
        samples.computeIfAbsent(way, key -> new ArrayList<>()).add(sample);
    }

    List<Row> rows() {
        return samples.keySet().stream().map(this::row).toList();
    }

    private Row row(Way way) {
        List<Double> speeds = speeds(way);
        List<Double> alone = speeds(new Way(1, way.speculative()));
        double[] ratios = new double[speeds.size()];
        for (int repeat = 0; repeat < ratios.length; repeat++) {
            ratios[repeat] = speeds.get(repeat) / alone.get(repeat);
        }
        List<Sample> taken = taken(way);
        return new Row(
                way,
                Samples.summary(speeds),
                Summary.of(ratios),
                summary(taken, conversation -> (conversation.firstToken() - conversation.asked()) / 1e6),
                summary(
                        taken,
                        conversation -> (conversation.tokens() - 1)
                                * 1e9
                                / atLeastOne(conversation.ended() - conversation.firstToken())),
                taken.stream()
                        .flatMapToDouble(sample -> sample.conversationsPerPass().stream())
                        .average(),
                speeds);
    }

    private List<Sample> taken(Way way) {
        return samples.getOrDefault(way, List.of());
    }

    private List<Double> speeds(Way way) {
        return taken(way).stream().map(Sample::tokensPerSecond).toList();
    }

    private static Summary summary(List<Sample> samples, ToDoubleFunction<Conversation> figure) {
        return Summary.of(samples.stream()
                .flatMap(sample -> sample.conversations().stream())
                .mapToDouble(figure)
                .toArray());
    }

    private static long atLeastOne(long nanos) {
        return Math.max(1, nanos);
    }
}
