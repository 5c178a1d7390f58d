package io.github.ssd4j.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ssd4j.checkpoint.StoredTensors;
import io.github.ssd4j.checkpoint.TensorInfo;
import io.github.ssd4j.checkpoint.TensorType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Weights of every type against those of the Python package gguf (tools/golden/gguf_quants.py), bit for bit, on the way
 * that a model's weights take.
 */
class QuantisedTest {

    private static final int ROW = 256;

    /** Nothing is aligned in a file whose alignment is 1. */
    private static final int OFFSET = 3;

    private static InspectedProgram program;

    @TempDir
    private Path folder;

    @BeforeAll
    static void compile() {
        program = new InspectedProgram();
    }

    @AfterAll
    static void close() {
        program.close();
    }

    static Stream<Arguments> types() {
        return stream(GoldenFile.read("gguf-quants").get("types"))
                .map(type -> Arguments.of(type.get("type").textValue(), type));
    }

    static Stream<Arguments> tensors() {
        return stream(GoldenFile.read("gguf-quant-blocks").get("tensors"))
                .map(tensor -> Arguments.of(tensor.get("type").textValue(), tensor));
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    @Test
    void every_type_should_have_golden_values() {
        assertThat(types().map(type -> TensorType.valueOf((String) type.get()[0])))
                .containsExactlyInAnyOrder(Stream.of(TensorType.values())
                        .filter(type -> type.blockElements() > 1)
                        .toArray(TensorType[]::new));
        assertThat(tensors().map(tensor -> TensorType.valueOf((String) tensor.get()[0])))
                .containsExactlyInAnyOrder(Stream.of(TensorType.values())
                        .filter(type -> type != TensorType.F32)
                        .toArray(TensorType[]::new));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("types")
    void a_thousand_random_blocks_should_equal_those_of_gguf(String type, JsonNode golden) throws IOException {
        byte[] blocks = random(golden);
        check(blocks, golden, golden.get("random"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("types")
    void zero_negative_largest_and_smallest_scales_should_equal_those_of_gguf(String type, JsonNode golden)
            throws IOException {
        byte[] blocks = new QuantisedBlocks(GoldenFile.read("gguf-quants"), golden).corners();
        check(blocks, golden, golden.get("corners"));
    }

    private void check(byte[] blocks, JsonNode golden, JsonNode checksums) throws IOException {
        assertThat(QuantisedBlocks.checksum(blocks))
                .isEqualTo(checksums.get("raw").textValue());

        float[] values = staged(blocks, typeOf(golden), "float32");

        assertThat(QuantisedBlocks.checksum(values))
                .isEqualTo(checksums.get("values").textValue());
    }

    /** The values themselves: they show what is wrong where a checksum differs. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("tensors")
    void two_rows_of_every_type_should_equal_those_of_gguf(String type, JsonNode golden) throws IOException {
        Path file = GoldenFile.RESOURCES.resolve("gguf/quant-blocks.gguf");
        TensorInfo tensor = StoredTensors.find(file, golden.get("name").textValue());

        float[] values = program.staged(file, tensor.type(), tensor.offset(), tensor.byteCount(), "float32", 2, ROW);

        assertThat(tensor.type()).isEqualTo(TensorType.valueOf(type));
        for (int row = 0; row < 2; row++) {
            float[] expected = GoldenFile.floats(golden.get("rows").get(String.valueOf(row)));
            assertThat(Arrays.copyOfRange(values, row * ROW, (row + 1) * ROW)).isEqualTo(expected);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("types")
    void rows_looked_up_as_embeddings_should_be_the_same(String type, JsonNode golden) throws IOException {
        int bytes = 64 * typeOf(golden).blockBytes();
        byte[] blocks = Arrays.copyOf(random(golden), bytes);
        float[] all = staged(blocks, typeOf(golden), "float32");
        int rows = all.length / ROW;
        assertThat(rows).isGreaterThan(6);

        float[] looked =
                program.embedded(file(blocks), typeOf(golden), OFFSET, blocks.length, rows, ROW, rows - 1, 0, 5);

        assertThat(Arrays.copyOfRange(looked, 0, ROW)).isEqualTo(Arrays.copyOfRange(all, all.length - ROW, all.length));
        assertThat(Arrays.copyOfRange(looked, ROW, 2 * ROW)).isEqualTo(Arrays.copyOfRange(all, 0, ROW));
        assertThat(Arrays.copyOfRange(looked, 2 * ROW, 3 * ROW)).isEqualTo(Arrays.copyOfRange(all, 5 * ROW, 6 * ROW));
    }

    @Test
    void a_tensor_of_several_pieces_should_be_loaded_whole() throws IOException {
        JsonNode golden = q4k();
        byte[] blocks = random(golden);
        ByteArrayOutputStream copies = new ByteArrayOutputStream();
        for (int i = 0; i < 3; i++) {
            copies.writeBytes(blocks);
        }

        float[] values = staged(copies.toByteArray(), typeOf(golden), "float32");

        int third = values.length / 3;
        for (int i = 0; i < 3; i++) {
            assertThat(QuantisedBlocks.checksum(Arrays.copyOfRange(values, i * third, (i + 1) * third)))
                    .isEqualTo(golden.get("random").get("values").textValue());
        }
    }

    @Test
    void sixteen_bit_weights_should_be_the_float32_ones_rounded_to_even() throws IOException {
        JsonNode golden = q4k();
        byte[] blocks = random(golden);
        float[] exact = staged(blocks, typeOf(golden), "float32");

        float[] rounded = staged(blocks, typeOf(golden), "bfloat16");

        float[] expected = new float[exact.length];
        for (int i = 0; i < exact.length; i++) {
            int bits = Float.floatToRawIntBits(exact[i]);
            expected[i] = Float.intBitsToFloat((bits + 0x7FFF + (bits >>> 16 & 1)) & 0xFFFF0000);
        }
        assertThat(rounded).isEqualTo(expected);
    }

    @Test
    void a_vector_should_be_loaded_like_a_row() throws IOException {
        JsonNode golden = q4k();
        byte[] blocks = random(golden);

        float[] values = program.staged(
                file(blocks), typeOf(golden), OFFSET, blocks.length, "float32", elements(blocks, typeOf(golden)));

        assertThat(QuantisedBlocks.checksum(values))
                .isEqualTo(golden.get("random").get("values").textValue());
    }

    private static JsonNode q4k() {
        return stream(GoldenFile.read("gguf-quants").get("types"))
                .filter(type -> typeOf(type) == TensorType.Q4_K)
                .findFirst()
                .orElseThrow();
    }

    private static byte[] random(JsonNode type) {
        return new QuantisedBlocks(GoldenFile.read("gguf-quants"), type).random();
    }

    /** As a matrix whose rows are one block. */
    private float[] staged(byte[] blocks, TensorType type, String dtype) throws IOException {
        long rows = blocks.length / type.blockBytes();
        return program.staged(file(blocks), type, OFFSET, blocks.length, dtype, rows, type.blockElements());
    }

    private static long elements(byte[] blocks, TensorType type) {
        return (long) blocks.length / type.blockBytes() * type.blockElements();
    }

    private Path file(byte[] blocks) throws IOException {
        byte[] shifted = new byte[OFFSET + blocks.length];
        System.arraycopy(blocks, 0, shifted, OFFSET, blocks.length);
        return Files.write(folder.resolve("blocks.bin"), shifted);
    }

    private static TensorType typeOf(JsonNode golden) {
        return TensorType.valueOf(golden.get("type").textValue());
    }
}
