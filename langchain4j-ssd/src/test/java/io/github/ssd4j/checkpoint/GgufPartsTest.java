package io.github.ssd4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GgufPartsTest {

    private static final int UINT16 = 2;

    @TempDir
    private Path folder;

    /** The tiny model with its embedding, its layer and its last norm in a file each. */
    private final GgufWriter[] parts = {GgufWriter.tinyLlama(), new GgufWriter(), new GgufWriter()};

    @BeforeEach
    void split() {
        parts[0].tensors.clear();
        Map<String, GgufWriter.Tensor> tensors = GgufWriter.tinyLlama().tensors;
        tensors.forEach((name, tensor) -> {
            int part = name.startsWith("blk.") ? 1 : name.startsWith("token_embd") ? 0 : 2;
            parts[part].put(name, tensor.typeId(), tensor.offset(), numbers(tensor.shape()));
            parts[part].extraBytes = 13_056;
        });
        for (int i = 0; i < parts.length; i++) {
            parts[i].with("split.no", uint16(i)).with("split.count", uint16(3)).with("split.tensors.count", 11);
        }
    }

    private static GgufWriter.Raw uint16(int number) {
        return new GgufWriter.Raw(UINT16, out -> out.putShort((short) number));
    }

    private static long[] numbers(List<Long> shape) {
        return shape.stream().mapToLong(Long::longValue).toArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void every_part_should_open_the_whole_model(int number) {
        // given
        write();

        // when
        try (Checkpoint checkpoint = Checkpoint.open(part(number))) {

            // then
            assertThat(checkpoint.name()).isEqualTo("tiny");
            assertThat(checkpoint.path()).isEqualTo(part(number));
            assertThat(checkpoint.tensors().values().stream()
                            .collect(Collectors.groupingBy(TensorInfo::file, Collectors.counting())))
                    .isEqualTo(Map.of(part(1), 1L, part(2), 9L, part(3), 1L));
            assertThat(checkpoint.tokenizer().eosToken()).contains("<eos>");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void a_part_that_is_missing_should_be_named(int number) throws IOException {
        write();
        Files.delete(part(number));

        Path other = part(number % 3 + 1);

        assertThatThrownBy(() -> Checkpoint.open(other))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("%s: part %d of 3 of the model is missing: tiny-0000%d-of-00003.gguf"
                        .formatted(other.getFileName(), number, number));
    }

    @Test
    void a_part_that_is_damaged_should_be_named() throws IOException {
        write();
        Files.writeString(part(2), "Once upon a time");

        assertMessage(2, "must start with the letters GGUF, but starts with: 0x4f6e6365");
    }

    @Test
    void a_part_of_another_number_of_parts_should_be_refused() {
        parts[2].with("split.count", uint16(4));
        write();

        assertMessage(3, "split.count must be 3 as in the other parts, but is: 4");
    }

    @Test
    void a_part_that_does_not_say_so_should_be_refused() {
        parts[1].without("split.count");
        write();

        assertMessage(2, "metadata key split.count is missing");
    }

    @Test
    void a_part_under_the_name_of_another_should_be_refused() {
        parts[1].with("split.no", uint16(2));
        write();

        assertMessage(2, "split.no must be 1 as the name says, but is: 2");
    }

    @Test
    void another_number_of_tensors_than_announced_should_be_refused() {
        parts[1].with("split.tensors.count", 12);
        write();

        assertMessage(2, "split.tensors.count is 12, but the 3 parts hold 11 tensors");
    }

    @Test
    void a_tensor_in_two_parts_should_be_refused() {
        parts[2].put("token_embd.weight", 0, 0, 32, 8);
        write();

        assertMessage(3, "tensor token_embd.weight is also in tiny-00001-of-00003.gguf");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tiny.gguf",
                "tiny-00001-of-00002.gguf",
                "tiny-00004-of-00003.gguf",
                "tiny-00000-of-00003.gguf",
                "tiny-1-of-3.gguf"
            })
    void a_part_whose_name_does_not_lead_to_the_others_should_be_refused(String name) {
        write();
        Path renamed = parts[0].writeTo(folder.resolve(name));

        assertThatThrownBy(() -> Checkpoint.open(renamed))
                .isInstanceOf(CheckpointException.class)
                .hasMessage(name + ": split.count is 3, so the name must end in -00001-of-00003.gguf to"
                        + " -00003-of-00003.gguf");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void a_model_of_one_part_should_open_under_any_name(int count) {
        Path file = GgufWriter.tinyLlama().with("split.count", uint16(count)).writeTo(folder.resolve("whole.gguf"));

        try (Checkpoint checkpoint = Checkpoint.open(file)) {
            assertThat(checkpoint.name()).isEqualTo("whole");
        }
    }

    private void write() {
        for (int i = 0; i < parts.length; i++) {
            parts[i].writeTo(part(i + 1));
        }
    }

    private Path part(int number) {
        return folder.resolve("tiny-0000%d-of-00003.gguf".formatted(number));
    }

    private void assertMessage(int part, String message) {
        assertThatThrownBy(() -> Checkpoint.open(part(1)))
                .isInstanceOfSatisfying(
                        CheckpointException.class, e -> assertThat(e.file()).isEqualTo(part(part)))
                .hasMessage(part(part).getFileName() + ": " + message);
    }
}
