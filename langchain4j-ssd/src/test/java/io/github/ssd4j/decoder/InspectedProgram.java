package io.github.ssd4j.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ssd4j.checkpoint.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A program that gives out the weights that it loads. It has one layer and one head of width 2, and computes in float32. */
final class InspectedProgram implements AutoCloseable {

    private static final String BEFORE = "  def map_file(";

    private static final String METHODS = """
        def staged_values(self: __torch__.Decoder, name: str) -> List[float]:
          return annotate(List[float], self.staged[0][name].to(6).flatten().tolist())

        def embedded_values(self: __torch__.Decoder, tokens: List[int], width: int) -> List[float]:
          self.norm = torch.zeros([width])
          return annotate(List[float], self.embed(tokens).flatten().tolist())
        """.indent(2);

    private final DecoderProgram program = new DecoderProgram((name, source) -> {
        if (!name.equals("decoder.py")) {
            return source;
        }
        assertThat(source).containsOnlyOnce(BEFORE);
        return source.replace(BEFORE, METHODS + "\n" + BEFORE);
    });

    /** A tensor's weights after loading it as a weight of a layer. */
    float[] staged(Path file, TensorType type, long offset, long bytes, String dtype, long... shape)
            throws IOException {
        int code = dtype.equals("float32") ? 6 : 15;
        program.call("configure", new long[] {1, 1, 1, 2}, 1e-5, 8, "cpu", code, "plain", 1);
        program.call("map_file", file.toString(), Files.size(file));
        program.call("stage", 0, "w", file.toString(), type.name(), offset, bytes, shape);
        return floats(program.callForDoubles("staged_values", "w"));
    }

    /** Rows of a matrix, looked up as embeddings. */
    float[] embedded(Path file, TensorType type, long offset, long bytes, int rows, int width, long... tokens)
            throws IOException {
        program.call("configure", new long[] {1, 1, 1, 2}, 1e-5, 8, "cpu", 6, "plain", 1);
        program.call("load_embedding", file.toString(), Files.size(file), type.name(), offset, bytes, rows);
        return floats(program.callForDoubles("embedded_values", tokens, width));
    }

    /** The values were float32 before they became double. */
    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    @Override
    public void close() {
        program.close();
    }
}
