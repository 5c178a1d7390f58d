package io.github.ssd4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class GgufFileTest {

    @TempDir
    private Path folder;

    private final GgufWriter writer = GgufWriter.tinyLlama();

    @Test
    void should_read_names_types_row_major_shapes_and_absolute_offsets() throws IOException {
        // given
        Path file = writer.writeTo(folder.resolve("tiny.gguf"));

        // when
        Map<String, StoredTensor> tensors = GgufFile.read(file).tensors();

        // then
        long data = Files.size(file) - 13056;
        assertThat(tensors).hasSize(11);
        assertThat(tensors.get("token_embd.weight"))
                .isEqualTo(new StoredTensor(
                        "token_embd.weight", "F32", TensorType.F32, List.of(8L, 32L), file, data, 1024));
        assertThat(tensors.get("blk.0.ffn_down.weight").shape()).containsExactly(32L, 64L);
    }

    @ParameterizedTest
    @EnumSource
    void should_read_every_type_and_the_size_of_its_blocks(TensorType type) {
        Path file = new GgufWriter().tensor("x", type, 512, 3).writeTo(folder.resolve("x.gguf"));

        StoredTensor tensor = GgufFile.read(file).tensors().get("x");

        assertThat(tensor.type()).isEqualTo(type);
        assertThat(tensor.typeName()).isEqualTo(type.name());
        assertThat(tensor.byteCount()).isEqualTo(512L * 3 / type.blockElements() * type.blockBytes());
    }

    /** As the Python package gguf has them. */
    @ParameterizedTest
    @CsvSource({
        "9, Q8_1",
        "15, Q8_K",
        "16, IQ2_XXS",
        "17, IQ2_XS",
        "18, IQ3_XXS",
        "19, IQ1_S",
        "21, IQ3_S",
        "22, IQ2_S",
        "24, I8",
        "25, I16",
        "26, I32",
        "27, I64",
        "28, F64",
        "29, IQ1_M",
        "34, TQ1_0",
        "35, TQ2_0",
        "40, NVFP4",
        "41, Q1_0",
        "99, number 99",
        "-1, number 4294967295"
    })
    void should_leave_a_type_that_is_not_supported_open_until_it_is_needed(int number, String name) {
        writer.put("x", number, 0, 512);

        StoredTensor tensor = GgufFile.read(writer.writeTo(folder.resolve("x.gguf")))
                .tensors()
                .get("x");

        assertThat(tensor.type()).isNull();
        assertThat(tensor.typeName()).isEqualTo(name);
    }

    @Test
    void should_read_version_2_and_another_alignment() {
        writer.version = 2;
        writer.alignment = 64;
        writer.with("general.alignment", 64);
        writer.tensors.clear();
        writer.tensor("x", TensorType.F32, 3);

        Path file = writer.writeTo(folder.resolve("v2.gguf"));

        StoredTensor tensor = GgufFile.read(file).tensors().get("x");
        assertThat(tensor.offset() % 64).isZero();
    }

    @Test
    void should_read_every_kind_of_metadata_value() {
        // given
        writer.with("u8", new GgufWriter.Raw(0, out -> out.put((byte) 200)));
        writer.with("i8", new GgufWriter.Raw(1, out -> out.put((byte) -2)));
        writer.with("u16", new GgufWriter.Raw(2, out -> out.putShort((short) -1)));
        writer.with("i16", new GgufWriter.Raw(3, out -> out.putShort((short) -3)));
        writer.with("i32", new GgufWriter.Raw(5, out -> out.putInt(-4)));
        writer.with("i64", new GgufWriter.Raw(11, out -> out.putLong(-5)));
        writer.with("f64", new GgufWriter.Raw(12, out -> out.putDouble(0.1)));
        writer.with(
                "flags",
                new GgufWriter.Raw(
                        9, out -> out.putInt(7).putLong(2).put((byte) 1).put((byte) 0)));
        String large = "x".repeat(200_000);
        writer.with("large", large);

        // when
        GgufMetadata metadata =
                GgufFile.read(writer.writeTo(folder.resolve("all.gguf"))).metadata();

        // then
        assertThat(metadata.values())
                .containsEntry("u8", 200L)
                .containsEntry("i8", -2L)
                .containsEntry("u16", 65535L)
                .containsEntry("i16", -3L)
                .containsEntry("i32", -4L)
                .containsEntry("i64", -5L)
                .containsEntry("f64", 0.1)
                .containsEntry("large", large);
        GgufNumbers flags = metadata.integersIfPresent("flags");
        assertThat(flags.count()).isEqualTo(2);
        assertThat(flags.integer(0)).isEqualTo(1);
        assertThat(flags.integer(1)).isZero();
    }

    @Test
    void should_refuse_a_file_that_is_not_gguf() {
        writer.magic = 0x04034b50;
        assertMessage("must start with the letters GGUF, but starts with: 0x504b0304");
    }

    @Test
    void should_refuse_another_version() {
        writer.version = 1;
        assertMessage("GGUF version 1 is not supported; supported: 2, 3, little endian");
    }

    @Test
    void should_refuse_an_absurd_number_of_tensors() {
        writer.tensorCount = 1L << 40;
        assertMessage(
                "number of tensors must be at most 604 (14512 bytes are left in the file), but is: 1099511627776");
    }

    @Test
    void should_refuse_an_absurd_number_of_keys() {
        writer.keyCount = Long.MAX_VALUE;
        assertMessage(
                "number of metadata keys must be at most 1208 (14504 bytes are left in the file), but is: 9223372036854775807");
    }

    @Test
    void should_refuse_an_absurd_length_of_a_string() {
        writer.metadata.clear();
        writer.with("key", new GgufWriter.Raw(8, out -> out.putLong(-1)));
        assertMessage(
                "length of key must be at most 13713 (13713 bytes are left in the file), but is: 18446744073709551615");
    }

    @Test
    void should_refuse_an_absurd_length_of_an_array() {
        writer.metadata.clear();
        writer.with("key", new GgufWriter.Raw(9, out -> out.putInt(8).putLong(1L << 33)));
        assertMessage("length of key must be at most 1713 (13709 bytes are left in the file), but is: 8589934592");
    }

    @Test
    void should_refuse_an_unknown_type_of_value() {
        writer.with("key", new GgufWriter.Raw(13, out -> out.putInt(0)));
        assertMessage("metadata key key must have a value type of 0 to 12, but has: 13");
    }

    @Test
    void should_refuse_an_array_of_arrays() {
        writer.with("key", new GgufWriter.Raw(9, out -> out.putInt(9).putLong(0)));
        assertMessage("metadata key key is an array of arrays, which is not supported");
    }

    @Test
    void should_refuse_a_key_that_is_given_twice() {
        writer.metadata.clear();
        writer.keyCount = 2;
        writer.with("key", new GgufWriter.Raw(0, out -> {
            out.put((byte) 1);
            GgufWriter.putString(out, "key");
            out.putInt(0).put((byte) 1);
        }));
        assertMessage("metadata key key is given twice");
    }

    @Test
    void should_refuse_a_file_that_ends_inside_the_header() throws IOException {
        Path file = folder.resolve("bad.gguf");
        Files.write(file, Arrays.copyOf(writer.bytes(), 1250));
        assertThatThrownBy(() -> GgufFile.read(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("bad.gguf: the file ends at byte 1250 inside the header, where shape of"
                        + " blk.0.ffn_gate.weight should be");
    }

    @Test
    void should_refuse_a_file_without_all_of_its_data() {
        writer.extraBytes = -1;
        assertMessage(
                "tensor output_norm.weight of 128 bytes at offset 12928 reaches beyond the 13055 bytes of data in the file");
    }

    @Test
    void should_refuse_an_offset_beyond_the_file() {
        writer.put("x", 0, Long.MIN_VALUE, 1);
        assertMessage(
                "tensor x of 4 bytes at offset 9223372036854775808 reaches beyond the 13056 bytes of data in the file");
    }

    @Test
    void should_refuse_an_offset_between_two_multiples_of_the_alignment() {
        writer.put("x", 0, 8, 1);
        assertMessage("tensor x must start at a multiple of 32, but is at offset: 8");
    }

    @Test
    void should_refuse_tensors_that_overlap() throws IOException {
        writer.put("x", 0, 32, 1);
        long data = Files.size(writer.writeTo(folder.resolve("bad.gguf"))) - 13056;
        assertMessage("tensor x at bytes %d to %d overlaps tensor token_embd.weight at bytes %d to %d"
                .formatted(data + 32, data + 36, data, data + 1024));
    }

    @Test
    void should_refuse_tensors_that_overlap_with_an_empty_one_or_a_short_one_in_between() {
        StoredTensor large = tensor("large", 0, 128);

        for (StoredTensor between : List.of(tensor("empty", 32, 0), tensor("short", 128, 0))) {
            assertThatExceptionOfType(CheckpointException.class)
                    .isThrownBy(() -> TensorTable.checkApart(List.of(large, between, tensor("last", 64, 32))))
                    .withMessage("x.gguf: tensor last at bytes 64 to 96 overlaps tensor large at bytes 0 to 128");
        }
        TensorTable.checkApart(List.of(large, tensor("empty", 32, 0), tensor("last", 128, 32)));
    }

    private static StoredTensor tensor(String name, long offset, long bytes) {
        return new StoredTensor(name, "F32", TensorType.F32, List.of(bytes / 4), Path.of("x.gguf"), offset, bytes);
    }

    @Test
    void every_kind_of_list_should_be_read() throws IOException {
        for (int type : List.of(0, 1, 2, 3, 4, 5, 7, 10, 11)) {
            int bytes = List.of(1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8).get(type);
            writer.with("list", new GgufWriter.Raw(9, out -> {
                out.putInt(type).putLong(2);
                out.put(new byte[bytes]);
                out.put(new byte[] {-1, -1, -1, -1, -1, -1, -1, -1}, 0, bytes);
            }));

            GgufNumbers list = GgufFile.read(writer.writeTo(folder.resolve("list.gguf")))
                    .metadata()
                    .integersIfPresent("list");

            boolean signed = List.of(1, 3, 5, 7, 10, 11).contains(type);
            assertThat(list.integer(0)).isZero();
            assertThat(list.integer(1)).as("type %d", type).isEqualTo(signed ? -1 : (1L << (8 * bytes)) - 1);
        }
    }

    @Test
    void should_refuse_a_shape_whose_product_overflows() {
        writer.put("x", 0, 0, 1L << 40, 1L << 40);
        assertMessage("tensor x has a shape beyond all sizes: [1099511627776, 1099511627776]");
    }

    @Test
    void should_refuse_a_dimension_that_is_not_positive() {
        writer.put("x", 0, 0, 2, 0);
        assertMessage("tensor x must have positive sizes, but has: 0");
    }

    @Test
    void should_refuse_too_many_dimensions() {
        writer.put("x", 0, 0, 1, 1, 1, 1, 1);
        assertMessage("tensor x must have 1 to 4 dimensions, but has: 5");
    }

    @Test
    void should_refuse_rows_that_are_not_whole_blocks() {
        writer.put("x", 8, 0, 16, 2);
        assertMessage("tensor x of type Q8_0 must have rows of a multiple of 32 elements, but has shape: [2, 16]");
    }

    @ParameterizedTest
    @CsvSource({"10, Q2_K", "11, Q3_K", "12, Q4_K", "13, Q5_K", "14, Q6_K", "23, IQ4_XS"})
    void should_refuse_rows_that_are_not_whole_blocks_of_256(int number, String type) {
        writer.put("x", number, 0, 288, 2);
        assertMessage("tensor x of type %s must have rows of a multiple of 256 elements, but has shape: [2, 288]"
                .formatted(type));
    }

    @Test
    void should_refuse_an_alignment_that_is_not_a_power_of_two() {
        writer.with("general.alignment", 48);
        assertMessage("general.alignment must be a power of two, but is: 48");
    }

    @Test
    void should_refuse_a_missing_file() {
        Path file = folder.resolve("none.gguf");
        assertThatThrownBy(() -> GgufFile.read(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("none.gguf: cannot be read: " + file);
    }

    private void assertMessage(String message) {
        Path file = writer.writeTo(folder.resolve("bad.gguf"));
        assertThatThrownBy(() -> GgufFile.read(file))
                .isInstanceOfSatisfying(
                        CheckpointException.class, e -> assertThat(e.file()).isEqualTo(file))
                .hasMessage("bad.gguf: " + message);
    }
}
