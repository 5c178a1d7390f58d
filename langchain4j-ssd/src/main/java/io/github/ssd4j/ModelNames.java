package io.github.ssd4j;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tells whether two names are those of one model, whatever it is packed into. */
final class ModelNames {

    /** What the names of files and repositories add to the name of a model: how its weights are stored. */
    private static final Pattern PACKING = Pattern.compile(
            "[-_.](hf|gguf|ggml|safetensors|i?q\\d+(_\\w+)?|b?f16|f32|fp16|fp32|float16|float32|bfloat16)$");

    private ModelNames() {}

    /** True for {@code HuggingFaceTB/SmolLM2-135M-Instruct} and {@code SmolLM2-135M-Instruct.Q4_1}. */
    static boolean areSame(@Nullable String one, @Nullable String other) {
        return one != null && other != null && bare(one).equals(bare(other));
    }

    private static String bare(String name) {
        String model = name.substring(name.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        String shorter = PACKING.matcher(model).replaceFirst("");
        return shorter.equals(model) ? model.replaceAll("[-_. ]+", "-") : bare(shorter);
    }
}
