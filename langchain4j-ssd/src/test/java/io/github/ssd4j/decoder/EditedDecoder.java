package io.github.ssd4j.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ssd4j.checkpoint.Checkpoint;

/** Decoders whose program breaks a rule: the only way to see the native side fail in the middle of a step. */
public final class EditedDecoder {

    private static final String COPY = "  def copy_slot(";
    private static final String COPY_LAYER = "      torch.slice(self.cache[target][i], 1, 0, length).copy_(";

    private static final String PRODUCTS = "  S = min(S, d.context)\n";

    private EditedDecoder() {}

    /** Rows of longer passes than those of a round are said to round otherwise, as they do on some CPUs. */
    public static Decoder sharingFewRows(Checkpoint checkpoint, DecoderOptions options) {
        return new DecoderLoader(
                        checkpoint,
                        options,
                        () -> new DecoderProgram((name, source) -> {
                            if (!name.equals("invariance.py")) {
                                return source;
                            }
                            assertThat(source).containsOnlyOnce(PRODUCTS);
                            return source.replace(PRODUCTS, "  if S > 32:\n    return False\n" + PRODUCTS);
                        }))
                .load();
    }

    /** Copying exactly {@code length} positions fails when {@code layers} layers are copied. */
    public static Decoder failingToCopy(Checkpoint checkpoint, DecoderOptions options, int length, int layers) {
        String check = "      assert length != %d or i < %d, \"no copy\"\n".formatted(length, layers);
        return new DecoderLoader(
                        checkpoint,
                        options,
                        () -> new DecoderProgram((name, source) -> {
                            if (!name.equals("decoder.py")) {
                                return source;
                            }
                            assertThat(source).contains(COPY).containsOnlyOnce(COPY_LAYER);
                            return source.replace(COPY_LAYER, check + COPY_LAYER);
                        }))
                .load();
    }
}
