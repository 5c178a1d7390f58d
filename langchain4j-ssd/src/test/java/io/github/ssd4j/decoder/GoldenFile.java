package io.github.ssd4j.decoder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Vectors made by Hugging Face transformers (tools/golden) and the checkpoints they belong to. */
final class GoldenFile {

    static final Path RESOURCES = Path.of("src/test/resources");

    private GoldenFile() {}

    static JsonNode read(String name) {
        try {
            return new ObjectMapper()
                    .readTree(RESOURCES.resolve("golden/" + name + ".json").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int[] ints(JsonNode array) {
        int[] values = new int[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).intValue();
        }
        return values;
    }

    static float[] floats(JsonNode array) {
        float[] values = new float[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).floatValue();
        }
        return values;
    }

    static SkipProfile profile(JsonNode skip) {
        return SkipProfile.of("golden", boxed(skip.get("attention")), boxed(skip.get("mlp")));
    }

    private static List<Integer> boxed(JsonNode array) {
        return Arrays.stream(ints(array)).boxed().toList();
    }
}
