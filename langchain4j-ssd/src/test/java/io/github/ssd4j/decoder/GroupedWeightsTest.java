package io.github.ssd4j.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ssd4j.checkpoint.TensorType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Weights in 4 and 8 bits against the same weights in float32, for every type of GGUF, and the products with them. */
class GroupedWeightsTest {

    /** Of a group. */
    private static final int GROUP = 32;

    private static final int WIDTH = 256;

    /** A scale and an offset in bfloat16 are this far off. */
    private static final double BFLOAT16 = Math.pow(2, -9);

    /** Codes of libtorch. */
    private static final int FLOAT32 = 6;

    private static final int BF16 = 15;

    private static final String METHODS = """
            def hold(self: __torch__.Decoder, file: str, size: int, types: str, bytes: List[int], rows: List[int], width: int, bits: int) -> List[int]:
              self.configure([1, 1, 1, 2], 1e-5, 8, "cpu", 15, "int4pack", 1)
              self.use_bits(bits)
              self.map_file(file, size)
              raws = annotate(List[Tensor], [])
              at = 0
              for p in range(len(bytes)):
                raws.append(self.files[file][at:at + bytes[p]].view([rows[p], -1]))
                at = at + bytes[p]
              parts, outputs, held, = __torch__.grouped.pack(self, raws, types.split(","), width)
              self.parts[0] = parts
              self.part_outputs[0] = outputs
              self.part_bits[0] = held
              return held

            def product(self: __torch__.Decoder, x: List[float], rows: int) -> List[float]:
              x = torch.tensor(x, dtype=6).view([rows, -1])
              return annotate(List[float], __torch__.grouped.linear(self, x, 0).to(6).flatten().tolist())

            def packs(self: __torch__.Decoder, together: int) -> bool:
              return __torch__.grouped.packs_together(self, together)

            def exactly(self: __torch__.Decoder, dtype: int) -> NoneType:
              self.many_dtype = dtype
            """.indent(2);

    private static DecoderProgram program;
    private static InspectedProgram plain;

    @TempDir
    private Path folder;

    @BeforeAll
    static void compile() {
        String before = "  def map_file(";
        program = new DecoderProgram(
                (name, source) -> name.equals("decoder.py") ? source.replace(before, METHODS + "\n" + before) : source);
        plain = new InspectedProgram();
        assumeThat(LinearKernel.can(program, "probe_int4pack")).isTrue();
    }

    @AfterAll
    static void close() {
        program.close();
        plain.close();
    }

    static Stream<Arguments> types() {
        JsonNode types = GoldenFile.read("gguf-quants").get("types");
        return Stream.concat(
                        StreamSupport.stream(types.spliterator(), false)
                                .map(type -> type.get("type").textValue()),
                        Stream.of("F32", "F16", "BF16"))
                .flatMap(type -> Stream.of(0, 4, 8).map(bits -> Arguments.of(type, bits)));
    }

    @ParameterizedTest(name = "{0}, kept in {1} bits")
    @MethodSource("types")
    void held_weights_should_be_as_near_to_the_stored_ones_as_their_bits_allow(String name, int bits)
            throws IOException {
        TensorType type = TensorType.valueOf(name);
        int rows = 40;
        byte[] stored = blocks(type, rows);

        long held = hold(stored, new TensorType[] {type}, new int[] {rows}, bits)[0];
        double[] exact = values(stored, type, rows);
        double[] found = heldValues(rows);

        boolean four = type == TensorType.Q4_0 || type == TensorType.Q4_1 || type == TensorType.Q4_K;
        assertThat(held).isEqualTo(bits == 0 ? (four ? 4 : 8) : bits);
        for (int group = 0; group < exact.length / GROUP; group++) {
            double least = IntStream.range(group * GROUP, (group + 1) * GROUP)
                    .mapToDouble(i -> exact[i])
                    .min()
                    .orElseThrow();
            double most = IntStream.range(group * GROUP, (group + 1) * GROUP)
                    .mapToDouble(i -> exact[i])
                    .max()
                    .orElseThrow();
            double largest = Math.max(Math.abs(least), Math.abs(most));
            double rounded = held == 8 ? largest / 127 / 2 : four ? 0 : (most - least) / 15 / 2;
            double bound = (rounded + 3 * BFLOAT16 * (largest + (held == 4 ? most - least : 0))) * 1.01;
            for (int i = group * GROUP; i < (group + 1) * GROUP; i++) {
                assertThat(found[i]).as("weight %s", i).isCloseTo(exact[i], within(bound + 1e-30));
            }
        }
    }

    @Test
    void a_product_of_few_rows_and_one_of_many_should_be_those_of_the_held_weights() throws IOException {
        int rows = 100;
        TensorType[] types = {TensorType.Q4_K, TensorType.Q4_0, TensorType.Q6_K};
        byte[][] parts = {blocks(types[0], 40), blocks(types[1], 24), blocks(types[2], rows - 64)};
        byte[] stored = concatenate(parts);
        assertThat(hold(stored, types, new int[] {40, 24, rows - 64}, 0)).containsExactly(4, 8);
        double[] held = heldValues(rows);

        for (int count : new int[] {1, 3, 32, 33, 70}) {
            for (int dtype : new int[] {FLOAT32, BF16}) {
                program.call("exactly", dtype);
                checkProduct(count, rows, held);
            }
        }
    }

    private static void checkProduct(int count, int rows, double[] held) {
        Random random = new Random(count);
        double[] x = IntStream.range(0, count * WIDTH)
                .mapToDouble(i -> (random.nextInt(257) - 128) / 64.0)
                .toArray();

        double[] product = program.callForDoubles("product", x, count);

        for (int row = 0; row < count; row++) {
            for (int n = 0; n < rows; n++) {
                double exact = 0;
                double size = 0;
                for (int k = 0; k < WIDTH; k++) {
                    double term = x[row * WIDTH + k] * held[n * WIDTH + k];
                    exact += term;
                    size += Math.abs(term);
                }
                // The result is rounded to bfloat16; of many rows, the weights too.
                double bound = 2 * BFLOAT16 * Math.abs(exact) + (count > 32 ? 2 * BFLOAT16 : 1e-3) * size;
                assertThat(product[row * rows + n])
                        .as("%s rows, row %s, output %s", count, row, n)
                        .isCloseTo(exact, within(bound));
            }
        }
    }

    @Test
    void the_order_in_which_weights_are_packed_should_be_found_out_beyond_doubt() {
        long fitting = IntStream.of(64, 32, 16)
                .filter(together -> program.callForBoolean("packs", together))
                .count();

        assertThat(fitting).isEqualTo(1);
    }

    /** The weights that the program holds, by a product with the identity in float32. */
    private static double[] heldValues(int rows) {
        program.call("exactly", FLOAT32);
        double[] identity = new double[WIDTH * WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            identity[i * WIDTH + i] = 1;
        }
        double[] columns = program.callForDoubles("product", identity, WIDTH);
        double[] held = new double[rows * WIDTH];
        for (int k = 0; k < WIDTH; k++) {
            for (int n = 0; n < rows; n++) {
                held[n * WIDTH + k] = columns[k * rows + n];
            }
        }
        return held;
    }

    private long[] hold(byte[] stored, TensorType[] types, int[] rows, int bits) throws IOException {
        Path file = Files.write(folder.resolve("blocks"), stored);
        String names = Stream.of(types).map(Enum::name).collect(Collectors.joining(","));
        long[] bytes = IntStream.range(0, rows.length)
                .mapToLong(i -> types[i].bytes((long) rows[i] * WIDTH))
                .toArray();
        long[] outputs = IntStream.of(rows).asLongStream().toArray();
        return program.callForLongs("hold", file.toString(), (long) stored.length, names, bytes, outputs, WIDTH, bits);
    }

    /** Any bits, with finite scales; numbers of a normal distribution in the types without blocks. */
    private static byte[] blocks(TensorType type, int rows) {
        int bytes = (int) type.bytes((long) rows * WIDTH);
        if (type.blockElements() == 1) {
            Random random = new Random(rows);
            ByteBuffer numbers = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
            while (numbers.hasRemaining()) {
                int bits = Float.floatToRawIntBits((float) random.nextGaussian());
                switch (type) {
                    case F32 -> numbers.putInt(bits);
                    case BF16 -> numbers.putShort((short) (bits >>> 16));
                    default -> numbers.putShort((short) (0x3000 | random.nextInt(0x1000) | random.nextInt(2) << 15));
                }
            }
            return numbers.array();
        }
        JsonNode golden = GoldenFile.read("gguf-quants");
        JsonNode entry = StreamSupport.stream(golden.get("types").spliterator(), false)
                .filter(it -> it.get("type").textValue().equals(type.name()))
                .findFirst()
                .orElseThrow();
        byte[] random = new QuantisedBlocks(golden, entry).random();
        byte[] all = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            all[i] = random[i % random.length];
        }
        return all;
    }

    private double[] values(byte[] stored, TensorType type, int rows) throws IOException {
        Path file = Files.write(folder.resolve("values"), stored);
        float[] values = plain.staged(file, type, 0, stored.length, "float32", rows, WIDTH);
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }

    private static byte[] concatenate(byte[][] parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
