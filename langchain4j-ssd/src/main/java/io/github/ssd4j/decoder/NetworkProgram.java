package io.github.ssd4j.decoder;

import io.github.ssd4j.checkpoint.ModelConfig;
import io.github.ssd4j.checkpoint.NetworkSpec;
import io.github.ssd4j.checkpoint.RopeTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What {@code decoder.py} is told of a network.
 *
 * @param config sizes, and what the layers do
 * @param windows for each layer how many positions its tokens see, 0 for all
 * @param ropes for each layer which of the tables turns its queries and keys
 * @param tables by which rotary pairs are turned
 */
record NetworkProgram(ModelConfig config, List<Integer> windows, List<Integer> ropes, List<RopeTable> tables) {

    /** A pair of frequency 0 does not turn. */
    private static final RopeTable NOT_TURNED = new RopeTable(List.of(0.0), 1);

    /** @param contextTokens the longest sequence that the decoder will hold */
    static NetworkProgram of(ModelConfig config, int contextTokens) {
        NetworkSpec network = config.network();
        List<RopeTable> tables = new ArrayList<>(List.of(config.ropeTable(contextTokens)));
        int local = network.localRopeTheta() > 0 ? add(tables, config.localRopeTable()) : 0;
        int unturned = network.unturnedLayers().isEmpty() ? 0 : add(tables, NOT_TURNED);
        List<Integer> windows = new ArrayList<>();
        List<Integer> ropes = new ArrayList<>();
        for (int layer = 0; layer < config.layers(); layer++) {
            boolean windowed = network.windowedLayers().contains(layer);
            windows.add(windowed ? network.window() : 0);
            ropes.add(network.unturnedLayers().contains(layer) ? unturned : windowed ? local : 0);
        }
        return new NetworkProgram(config, windows, ropes, tables);
    }

    private static long[] numbers(List<Integer> list) {
        return list.stream().mapToLong(Integer::longValue).toArray();
    }

    private static int add(List<RopeTable> tables, RopeTable table) {
        tables.add(table);
        return tables.size() - 1;
    }

    boolean gelu() {
        return config.network().activation() == NetworkSpec.Activation.GELU_TANH;
    }

    /** Frequencies of all pairs of a head, those that do not turn included. */
    double[] frequencies(RopeTable table) {
        return Arrays.copyOf(table.toArray(), config.headDim() / 2);
    }

    void describe(DecoderProgram program) {
        NetworkSpec network = config.network();
        program.call(
                "describe",
                numbers(windows),
                numbers(ropes),
                gelu(),
                network.embeddingScale(),
                network.queryScalar(),
                network.scoreCap(),
                network.logitCap());
        for (RopeTable table : tables) {
            program.call("add_rope", frequencies(table), table.attentionFactor());
        }
    }
}
