package io.github.ssd4j.decoder;

import io.github.ssd4j.checkpoint.ModelConfig;
import io.github.ssd4j.checkpoint.NetworkSpec;
import io.github.ssd4j.checkpoint.RopeTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Says to {@code decoder.py} what the layers of a network do. */
final class NetworkProgram {

    private static final RopeTable NOT_TURNED = new RopeTable(List.of(0.0), 1);

    private final ModelConfig config;
    private final NetworkSpec network;
    private final List<RopeTable> tables = new ArrayList<>();
    private final long[] windows;
    private final long[] ropes;

    private NetworkProgram(ModelConfig config) {
        this.config = config;
        this.network = config.network();
        this.windows = new long[config.layers()];
        this.ropes = new long[config.layers()];
    }

    /** @param contextTokens the longest sequence that the decoder will hold */
    static void describe(DecoderProgram program, ModelConfig config, int contextTokens) {
        NetworkProgram description = new NetworkProgram(config);
        description.layers(contextTokens);
        description.send(program);
    }

    private void layers(int contextTokens) {
        tables.add(config.ropeTable(contextTokens));
        int local = network.localRopeTheta() > 0 ? add(config.localRopeTable()) : 0;
        int unturned = network.unturnedLayers().isEmpty() ? 0 : add(NOT_TURNED);
        for (int layer = 0; layer < config.layers(); layer++) {
            if (network.windowedLayers().contains(layer)) {
                windows[layer] = network.window();
                ropes[layer] = local;
            }
            if (network.unturnedLayers().contains(layer)) {
                ropes[layer] = unturned;
            }
        }
    }

    private int add(RopeTable table) {
        tables.add(table);
        return tables.size() - 1;
    }

    private void send(DecoderProgram program) {
        program.call(
                "describe",
                windows,
                ropes,
                network.activation() == NetworkSpec.Activation.GELU_TANH,
                network.embeddingScale(),
                network.queryScalar(),
                network.scoreCap(),
                network.logitCap());
        for (RopeTable table : tables) {
            // a pair of frequency 0 does not turn
            program.call("add_rope", Arrays.copyOf(table.toArray(), config.headDim() / 2), table.attentionFactor());
        }
    }
}
