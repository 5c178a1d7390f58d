package io.github.ssd4j.decoder;

import io.github.ssd4j.checkpoint.Checkpoint;
import io.github.ssd4j.checkpoint.NetworkSpec;
import io.github.ssd4j.checkpoint.TensorInfo;
import io.github.ssd4j.checkpoint.TensorType;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The matrices of a checkpoint as they are stored, which decides in how many bits they are held. */
final class StoredWeights {

    /** The types that 4 bits and a scale and an offset for 32 weights hold as they are: see quants.py. */
    private static final Set<TensorType> FOUR_BITS = EnumSet.of(TensorType.Q4_0, TensorType.Q4_1, TensorType.Q4_K);

    /** Weights of a row that share a scale. */
    private static final int GROUP = 32;

    private final List<TensorInfo> layers;
    private final TensorInfo head;

    StoredWeights(Checkpoint checkpoint) {
        layers = checkpoint.tensors().entrySet().stream()
                .filter(tensor -> tensor.getKey().startsWith("model.layers."))
                .filter(tensor -> tensor.getValue().shape().size() > 1)
                .map(Map.Entry::getValue)
                .toList();
        head = checkpoint.tensor(checkpoint.config().tiedEmbeddings() ? NetworkSpec.EMBEDDING : NetworkSpec.HEAD);
    }

    /**
     * Whether {@code auto} leaves the weights as they are stored: every matrix of the layers is quantised, and at least half of the
     * weights in 4 bits. Weights in 8 bits cost twice as much for each row, so 16 bits are faster where drafts are verified.
     */
    boolean areMostlyFourBits() {
        long four = layers.stream()
                .filter(tensor -> FOUR_BITS.contains(tensor.type()))
                .mapToLong(TensorInfo::elements)
                .sum();
        long all = layers.stream().mapToLong(TensorInfo::elements).sum();
        return 2 * four >= all
                && layers.stream().allMatch(tensor -> tensor.type().blockElements() > 1);
    }

    /**
     * Makes sure that rows are whole groups.
     *
     * @throws DecoderException if not
     */
    void requireGroups(String dtype) {
        layers.forEach(tensor -> requireGroups(tensor, dtype));
        requireGroups(head, dtype);
    }

    private static void requireGroups(TensorInfo tensor, String dtype) {
        long width = tensor.shape().get(1);
        if (width % GROUP != 0) {
            throw new DecoderException(
                    "dtype '%s' needs matrices whose rows are multiples of %s weights, but tensor %s has rows of %s; use dtype auto"
                            .formatted(dtype, GROUP, tensor.name(), width));
        }
    }
}
