package io.github.ssd4j.checkpoint;

import java.util.Set;

/** Gemma 2 (arXiv 2408.00118): every other layer is local; scores and logits have soft caps. */
final class Gemma2Family extends GemmaFamily {

    private static final String SCORES = "attn_logit_softcapping";
    private static final String LOGITS = "final_logit_softcapping";

    Gemma2Family() {
        super("gemma2", "Gemma2ForCausalLM", "gemma2", 46, 4096);
    }

    @Override
    boolean isLocal(int layer) {
        return layer % 2 == 0;
    }

    @Override
    NetworkSpec network(JsonFields config, Sizes sizes) {
        return gemma(config, sizes)
                .caps(cap(config, SCORES), cap(config, LOGITS))
                .build();
    }

    /** Published files have both; null switches one off. */
    private static double cap(JsonFields config, String key) {
        return config.has(key) ? Limits.checkPositive(config.file(), key, config.number(key)) : 0;
    }

    @Override
    NetworkSpec network(GgufMetadata metadata, Sizes sizes) {
        double scores = metadata.number("gemma2." + SCORES, 50);
        double logits = metadata.number("gemma2." + LOGITS, 30);
        return gemma(metadata, sizes)
                .caps(
                        Limits.checkPositive(metadata.file(), "gemma2." + SCORES, scores),
                        Limits.checkPositive(metadata.file(), "gemma2." + LOGITS, logits))
                .build();
    }

    @Override
    Set<String> understood() {
        return Set.of("sliding_window", SCORES, LOGITS);
    }
}
