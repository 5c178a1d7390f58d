package io.github.ssd4j.checkpoint;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks the tensors of a file against each other and against what the model needs. */
final class TensorTable {

    private TensorTable() {}

    /** Refuses two tensors of one file that share bytes. */
    static void checkApart(Collection<StoredTensor> tensorsOfOneFile) {
        List<StoredTensor> sorted = new ArrayList<>(tensorsOfOneFile);
        sorted.sort(Comparator.comparingLong(StoredTensor::offset).thenComparingLong(StoredTensor::end));
        // the one that reaches furthest so far: the neighbour may be short or empty
        StoredTensor before = null;
        for (StoredTensor tensor : sorted) {
            if (before != null && tensor.offset() < before.end() && tensor.byteCount() > 0) {
                throw new CheckpointException(
                        tensor.file(),
                        "tensor %s at bytes %d to %d overlaps tensor %s at bytes %d to %d"
                                .formatted(
                                        tensor.name(),
                                        tensor.offset(),
                                        tensor.end(),
                                        before.name(),
                                        before.offset(),
                                        before.end()));
            }
            before = before == null || tensor.end() > before.end() ? tensor : before;
        }
    }

    /**
     * The tensors that the network needs, in the order of {@code needed}, under their Hugging Face names. A tensor that
     * would change what a layer computes (a bias, a norm that is not expected, one more layer) is refused, because
     * leaving it out would give wrong answers; others that are not needed are ignored.
     *
     * @param owner named in the error when a tensor is missing
     * @param needed by Hugging Face name
     * @param gguf whether the file uses the names of GGUF
     * @param stored by the name in the file
     */
    static Map<String, TensorInfo> select(
            Path owner, Map<String, NetworkTensors.Needed> needed, boolean gguf, Map<String, StoredTensor> stored) {
        Map<String, TensorInfo> selected = new LinkedHashMap<>();
        Set<String> known = new HashSet<>();
        needed.forEach((name, wanted) -> {
            String fileName = gguf ? wanted.ggufName() : name;
            StoredTensor tensor = stored.get(fileName);
            if (tensor == null) {
                throw new CheckpointException(
                        owner, "tensor %s of shape %s is missing".formatted(fileName, wanted.shape()));
            }
            selected.put(name, checked(name, wanted.shape(), tensor));
            known.add(tensor.name());
        });
        for (StoredTensor tensor : stored.values()) {
            if (!known.contains(tensor.name()) && changesTheNetwork(tensor.name())) {
                throw new CheckpointException(
                        tensor.file(),
                        "tensor %s does not belong to a model of the described shape and is not supported"
                                .formatted(tensor.name()));
            }
        }
        return Collections.unmodifiableMap(selected);
    }

    /** Old Llama checkpoints store the rotary frequencies, which follow from the configuration. */
    private static boolean changesTheNetwork(String name) {
        return name.endsWith(".bias")
                || (name.startsWith("model.layers.") && !name.endsWith(".rotary_emb.inv_freq"))
                || name.startsWith("blk.");
    }

    private static TensorInfo checked(String name, List<Long> shape, StoredTensor tensor) {
        if (!tensor.shape().equals(shape)) {
            throw new CheckpointException(
                    tensor.file(),
                    "tensor %s must have shape %s, but has: %s".formatted(tensor.name(), shape, tensor.shape()));
        }
        TensorType type = tensor.type();
        if (type == null) {
            throw new CheckpointException(
                    tensor.file(),
                    "tensor %s has type %s, which is not supported; supported: %s"
                            .formatted(tensor.name(), tensor.typeName(), Arrays.toString(TensorType.values())));
        }
        return new TensorInfo(name, type, shape, tensor.file(), tensor.offset(), tensor.byteCount());
    }
}
