package io.github.ssd4j.checkpoint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The weights of a network, by their names in Hugging Face files. */
final class NetworkTensors {

    /**
     * One weight.
     *
     * @param shape {@code [out, in]} for matrices
     */
    record Needed(String ggufName, List<Long> shape) {}

    private NetworkTensors() {}

    /** Every weight by its Hugging Face name, in network order. */
    static Map<String, Needed> of(ModelConfig config) {
        NetworkSpec network = config.network();
        List<Long> embedding = List.of((long) config.vocabSize(), (long) config.hiddenSize());
        Map<String, Needed> needed = new LinkedHashMap<>();
        needed.put(NetworkSpec.EMBEDDING, new Needed("token_embd.weight", embedding));
        for (int layer = 0; layer < config.layers(); layer++) {
            for (TensorRole role : network.roles()) {
                needed.put(network.tensorName(layer, role), new Needed(role.ggufName(layer), role.shape(config)));
            }
        }
        needed.put(NetworkSpec.NORM, new Needed("output_norm.weight", List.of((long) config.hiddenSize())));
        if (!config.tiedEmbeddings()) {
            needed.put(NetworkSpec.HEAD, new Needed("output.weight", embedding));
        }
        return needed;
    }
}
