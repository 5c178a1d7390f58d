package io.github.ssd4j.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.ssd4j.checkpoint.Checkpoint;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredWeightsTest {

    @TempDir
    private Path directory;

    @Test
    void rows_that_are_not_whole_groups_should_be_refused_with_the_tensor_and_what_to_do() throws IOException {
        TinyCheckpoint.Shape shape = new TinyCheckpoint.Shape(64, 100, 2, 4, 2, 16, 0.25f);
        TinyCheckpoint.write(directory, shape, 100, 64, 1);
        try (Checkpoint checkpoint = Checkpoint.open(directory)) {
            StoredWeights stored = new StoredWeights(checkpoint);

            assertThat(stored.areMostlyFourBits()).isFalse();
            assertThatExceptionOfType(DecoderException.class)
                    .isThrownBy(() -> stored.requireGroups("int4"))
                    .withMessageMatching(
                            "dtype 'int4' needs matrices whose rows are multiples of 32 weights, but tensor"
                                    + " model\\.layers\\.[01]\\.mlp\\.down_proj\\.weight has rows of 100; use dtype auto");
        }
    }
}
