package io.github.ssd4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsFileTest {

    private static final String TWO_BY_TWO =
            "{'a':{'dtype':'F32','shape':[2,2],'data_offsets':[0,16]}}".replace('\'', '"');

    @TempDir
    private Path folder;

    @Test
    void should_read_names_types_shapes_and_absolute_offsets() {
        // given
        String header = """
                {"__metadata__":{"format":"pt"},
                 "a":{"dtype":"F32","shape":[2,2],"data_offsets":[4,20]},
                 "b":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]},
                 "c":{"dtype":"I64","shape":[],"data_offsets":[20,28],"more":{"x":[1]}}}\s\s""";
        Path file = file(SafetensorsWriter.bytes(header, 28));

        // when
        Map<String, StoredTensor> tensors = SafetensorsFile.read(file);

        // then
        long data = 8L + header.length();
        assertThat(tensors.values())
                .containsExactly(
                        new StoredTensor("a", "F32", TensorType.F32, List.of(2L, 2L), file, data + 4, 16),
                        new StoredTensor("b", "BF16", TensorType.BF16, List.of(2L), file, data, 4),
                        new StoredTensor("c", "I64", null, List.of(), file, data + 20, 8));
    }

    @Test
    void should_refuse_a_file_shorter_than_the_length_of_its_header() {
        assertMessage(new byte[5], "must start with 8 bytes of header length, but has only 5 bytes");
    }

    @Test
    void should_refuse_a_header_longer_than_the_file() {
        assertMessage(
                SafetensorsWriter.withLength(1000, TWO_BY_TWO, 16),
                "header length must be between 2 and 73 (the file has 81 bytes), but is: 1000");
    }

    @Test
    void should_refuse_a_header_length_that_is_negative_as_a_long() {
        assertMessage(
                SafetensorsWriter.withLength(-1, TWO_BY_TWO, 16),
                "header length must be between 2 and 73 (the file has 81 bytes), but is: 18446744073709551615");
    }

    @Test
    void should_refuse_a_header_that_ends_too_early() {
        assertMessageStarts(
                SafetensorsWriter.withLength(20, TWO_BY_TWO, 16),
                "header is not valid JSON at line 1, column 21: Unexpected end-of-input");
    }

    @Test
    void should_refuse_a_header_that_is_not_an_object() {
        assertMessage(SafetensorsWriter.bytes("[1,2]", 0), "header must be a JSON object");
    }

    @Test
    void should_refuse_a_header_with_something_after_its_object() {
        assertMessage(
                SafetensorsWriter.bytes(TWO_BY_TWO + "{}", 16), "header must be one JSON object, but more follows");
    }

    @Test
    void should_refuse_a_tensor_beyond_the_end_of_a_truncated_file() {
        assertMessage(
                SafetensorsWriter.bytes(TWO_BY_TWO, 15),
                "tensor a must have two ascending data_offsets of at most 15 (the file has 80 bytes), but has: [0, 16]");
    }

    @Test
    void should_refuse_descending_offsets() {
        assertMessage(
                entry("'F32','shape':[0],'data_offsets':[8,4]"),
                "tensor a must have two ascending data_offsets of at most 16 (the file has 78 bytes), but has: [8, 4]");
    }

    @Test
    void should_refuse_offsets_that_are_not_two() {
        assertMessage(
                entry("'F32','shape':[0],'data_offsets':[8]  "),
                "tensor a must have two ascending data_offsets of at most 16 (the file has 78 bytes), but has: [8]");
    }

    @Test
    void should_refuse_a_size_that_does_not_fit_type_and_shape() {
        assertMessage(
                entry("'F32','shape':[2,3],'data_offsets':[0,16]"),
                "tensor a of type F32 and shape [2, 3] must have 24 bytes, but has: 16");
    }

    @Test
    void should_refuse_a_shape_whose_product_overflows() {
        assertMessage(
                entry("'F32','shape':[4294967296,4294967296],'data_offsets':[0,16]"),
                "tensor a has a shape beyond all sizes: [4294967296, 4294967296]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"[-1]", "[1.5]", "['2']", "'2'", "[99999999999999999999]", "[1,1,1,1,1,1,1,1,1]", "[[1]]"})
    void should_refuse_a_shape_that_is_not_a_short_list_of_natural_numbers(String shape) {
        assertMessage(
                entry("'F32','shape':" + shape + ",'data_offsets':[0,16]"),
                "tensor a must have as shape a list of at most 8 natural numbers");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{'a':[]}", "{'a':1}", "{'a':{}}", "{'a':{'dtype':'F32','shape':[1]}}", "{'a':{'dtype':1}}"})
    void should_refuse_a_description_without_type_shape_and_offsets(String header) {
        assertMessage(
                SafetensorsWriter.bytes(header.replace('\'', '"'), 16),
                "tensor a must be an object with dtype, shape and data_offsets");
    }

    @Test
    void should_refuse_tensors_that_overlap() {
        String header = """
                {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""";
        assertMessage(
                SafetensorsWriter.bytes(header, 12),
                "tensor b at bytes 120 to 128 overlaps tensor a at bytes 116 to 124");
    }

    @Test
    void should_refuse_a_tensor_that_is_described_twice() {
        String one = "\"a\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}";
        assertMessage(SafetensorsWriter.bytes("{" + one + "," + one + "}", 0), "tensor a is described twice");
    }

    private static byte[] entry(String dtypeAndMore) {
        return SafetensorsWriter.bytes(("{'a':{'dtype':" + dtypeAndMore + "}}").replace('\'', '"'), 16);
    }

    private Path file(byte[] bytes) {
        return SafetensorsWriter.write(folder.resolve("model.safetensors"), bytes);
    }

    private void assertMessage(byte[] bytes, String message) {
        Path file = file(bytes);
        assertThatThrownBy(() -> SafetensorsFile.read(file))
                .isInstanceOfSatisfying(
                        CheckpointException.class, e -> assertThat(e.file()).isEqualTo(file))
                .hasMessage("model.safetensors: " + message);
    }

    private void assertMessageStarts(byte[] bytes, String message) {
        Path file = file(bytes);
        assertThatThrownBy(() -> SafetensorsFile.read(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith("model.safetensors: " + message);
    }
}
