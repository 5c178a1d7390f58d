package io.github.ssd4j.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ssd4j.checkpoint.Checkpoint;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SplitModelTest {

    @Test
    void a_model_in_three_files_should_give_the_logits_of_the_whole_one() {
        float[][] whole = logits("stories260K/stories260K-Q4_0.gguf");
        float[][] split = logits("gguf/split/stories260K-Q4_0-00002-of-00003.gguf");

        assertThat(split).isDeepEqualTo(whole);
    }

    private static float[][] logits(String file) {
        Path path = GoldenFile.RESOURCES.resolve(file);
        try (Checkpoint checkpoint = Checkpoint.open(path);
                Decoder decoder = Decoder.load(
                        checkpoint, DecoderOptions.defaults().withDevice("cpu").withDtype("float32"))) {
            return decoder.logits(decoder.newCache(), new int[] {1, 403, 407, 261}, SkipProfile.NONE);
        }
    }
}
