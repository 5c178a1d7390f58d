package io.github.ssd4j.evaluation.throughput;

import io.github.ssd4j.evaluation.stream.StreamBandwidth;
import io.github.ssd4j.measurement.report.Summary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the rounds of a measurement gave: every sample, in the order it was taken. Not thread-safe. */
final class Samples {

    private final Map<Pass, List<Double>> seconds = new LinkedHashMap<>();
    private final Map<String, List<Double>> bytesPerSecond = new LinkedHashMap<>();

    void addPass(Pass pass, double value) {
        seconds.computeIfAbsent(pass, key -> new ArrayList<>()).add(value);
    }

    void addStream(String reader, double value) {
        bytesPerSecond.computeIfAbsent(reader, key -> new ArrayList<>()).add(value);
    }

    /** The times of a pass, in seconds. */
    List<Double> seconds(Pass pass) {
        return List.copyOf(seconds.getOrDefault(pass, List.of()));
    }

    /**
     * The time of a pass over that of the decode pass of the same round and context. Pairing by round takes out what
     * slowed the whole round down. For passes that are part of every round.
     */
    Summary ratioToDecode(Pass pass) {
        List<Double> times = seconds(pass);
        List<Double> decodeTimes = seconds(Pass.decode(pass.context()));
        double[] ratios = new double[times.size()];
        for (int round = 0; round < ratios.length; round++) {
            ratios[round] = times.get(round) / decodeTimes.get(round);
        }
        return Summary.of(ratios);
    }

    /**
     * The bandwidth at which a pass read its {@code bytes}, as a share of what the best reader reached in the same round: the
     * memory of a shared machine may be half as fast a minute later. For passes that are part of every round.
     */
    Summary streamShare(Pass pass, long bytes) {
        List<Double> times = seconds(pass);
        double[] shares = new double[times.size()];
        for (int round = 0; round < shares.length; round++) {
            int index = round;
            double stream = bytesPerSecond.values().stream()
                    .mapToDouble(readings -> readings.get(index))
                    .max()
                    .orElseThrow();
            shares[round] = bytes / times.get(round) / stream;
        }
        return Summary.of(shares);
    }

    StreamBandwidth bandwidth(long blockBytes) {
        Map<String, Summary> readers = new LinkedHashMap<>();
        bytesPerSecond.forEach((reader, values) -> readers.put(reader, summary(values)));
        return new StreamBandwidth(blockBytes, readers);
    }

    static Summary summary(List<Double> values) {
        return Summary.of(values.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
