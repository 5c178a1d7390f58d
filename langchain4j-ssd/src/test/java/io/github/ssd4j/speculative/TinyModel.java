package io.github.ssd4j.speculative;

import io.github.ssd4j.checkpoint.Checkpoint;
import io.github.ssd4j.checkpoint.Tokenizer;
import io.github.ssd4j.decoder.Decoder;
import io.github.ssd4j.decoder.DecoderOptions;
import io.github.ssd4j.decoder.SkipProfile;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** A model for the tests, most of them of the test resources, on the CPU in float32, where speculation is exact. */
record TinyModel(Checkpoint checkpoint, Decoder decoder) implements AutoCloseable {

    /** Trained on children's stories: 5 layers, 512 tokens. */
    static final String STORIES = "/stories260K/stories260K";

    /** Seeded random weights: 3 layers, 512 tokens. */
    static final String RANDOM = "/checkpoints/llama-gqa";

    static TinyModel open(String resource, int contextTokens) {
        Path config = Path.of(URI.create(
                TinyModel.class.getResource(resource + "/config.json").toString()));
        return open(config.getParent(), contextTokens, 1);
    }

    /** {@code threads} as in {@link DecoderOptions}; a tiny model is fastest with one. */
    static TinyModel open(Path path, int contextTokens, int threads) {
        Checkpoint checkpoint = Checkpoint.open(path);
        DecoderOptions options = DecoderOptions.defaults()
                .withDevice("cpu")
                .withDtype("float32")
                .withThreads(threads)
                .withContextTokens(contextTokens);
        return new TinyModel(checkpoint, Decoder.load(checkpoint, options));
    }

    Tokenizer tokenizer() {
        return checkpoint.tokenizer();
    }

    SpeculativeGenerator newGenerator() {
        return new SpeculativeGenerator(decoder, tokenizer());
    }

    /** The start token and {@code length - 1} tokens that are neither special nor end the text. */
    int[] randomPrompt(Random random, int length) {
        int vocabSize = decoder.config().vocabSize();
        return IntStream.range(0, length)
                .map(i -> i == 0 ? 1 : 3 + random.nextInt(vocabSize - 3))
                .toArray();
    }

    /** Skips each sub-layer by chance; at least one. */
    SkipProfile randomProfile(Random random) {
        double share = List.of(0.15, 0.4, 0.8).get(random.nextInt(3));
        int layers = decoder.config().layers();
        while (true) {
            List<Integer> attention = randomLayers(random, layers, share);
            List<Integer> mlp = randomLayers(random, layers, share);
            if (!attention.isEmpty() || !mlp.isEmpty()) {
                return SkipProfile.of("random", attention, mlp);
            }
        }
    }

    private static List<Integer> randomLayers(Random random, int layers, double share) {
        return IntStream.range(0, layers)
                .filter(layer -> random.nextDouble() < share)
                .boxed()
                .toList();
    }

    @Override
    public void close() {
        decoder.close();
        checkpoint.close();
    }
}
