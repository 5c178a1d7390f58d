package io.github.ssd4j.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads {@code model.safetensors.index.json}, which tells for each tensor the shard that holds it. */
final class SafetensorsIndex {

    private static final String WEIGHT_MAP = "weight_map";

    /** A name without any path, so that the index cannot point out of its directory. */
    private static final Pattern SHARD = Pattern.compile("[\\w.-]+\\.safetensors");

    private SafetensorsIndex() {}

    /** Every tensor of the map, as its shard describes it. */
    static Map<String, StoredTensor> read(Path index) {
        JsonFields map = JsonFields.read(index)
                .child(WEIGHT_MAP)
                .orElseThrow(() -> new CheckpointException(index, WEIGHT_MAP + " is missing"));
        Map<String, Map<String, StoredTensor>> shards = new HashMap<>();
        Map<String, StoredTensor> tensors = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : map.object().properties()) {
            String name = entry.getKey();
            String shard = map.text(name).orElse("");
            StoredTensor tensor = shards.computeIfAbsent(shard, s -> readShard(index, name, s))
                    .get(name);
            if (tensor == null) {
                throw new CheckpointException(index, "tensor %s is missing in its shard %s".formatted(name, shard));
            }
            tensors.put(name, tensor);
        }
        return tensors;
    }

    private static Map<String, StoredTensor> readShard(Path index, String tensor, String shard) {
        if (!SHARD.matcher(shard).matches()) {
            throw new CheckpointException(
                    index,
                    "tensor %s must name a .safetensors file in the same directory, but names: %s"
                            .formatted(tensor, shard));
        }
        Path file = index.resolveSibling(shard);
        if (!Files.isRegularFile(file)) {
            throw new CheckpointException(
                    index, "shard %s, which should hold tensor %s, is missing".formatted(shard, tensor));
        }
        return SafetensorsFile.read(file);
    }
}
