package io.github.ssd4j.decoder;

import io.github.ssd4j.checkpoint.ModelConfig;
import io.github.ssd4j.checkpoint.NetworkSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Says to {@code decoder.py} what the layers of a network do. */
final class NetworkProgram {

    private final ModelConfig config;
    private final NetworkSpec network;
    private final List<double[]> tables = new ArrayList<>();
    private final long[] windows;
    private final long[] ropes;

    private NetworkProgram(ModelConfig config) {
        this.config = config;
        this.network = config.network();
        this.windows = new long[config.layers()];
        this.ropes = new long[config.layers()];
    }

    static void describe(DecoderProgram program, ModelConfig config) {
        NetworkProgram description = new NetworkProgram(config);
        description.layers();
        description.send(program);
    }

    private void layers() {
        tables.add(config.inverseFrequencies());
        int local = network.localRopeTheta() > 0 ? add(config.localInverseFrequencies()) : 0;
        int unturned = network.unturnedLayers().isEmpty() ? 0 : add(new double[0]);
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

    private int add(double[] table) {
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
        for (double[] table : tables) {
            // a pair without a frequency does not turn
            program.call("add_rope", Arrays.copyOf(table, config.headDim() / 2), 1.0);
        }
    }
}
