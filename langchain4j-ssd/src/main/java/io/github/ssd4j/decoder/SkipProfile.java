package io.github.ssd4j.decoder;

import io.github.ssd4j.checkpoint.ModelConfig;
import io.github.ssd4j.internal.Ensure;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The sub-layers that are left out when drafting: the model with them skipped is the draft model.
 *
 * <p>The layer ids are kept sorted and without duplicates, so that equal sets are equal profiles.
 *
 * @param name what the profile is called, for users and messages
 * @param model the model it was found for, or null if it is for any
 * @param layers how many layers that model has; 0 if unknown
 * @param hiddenSize how wide its hidden state is; 0 if unknown
 * @param attention ids, from 0, of the layers whose attention is skipped
 * @param mlp ids, from 0, of the layers whose feed-forward part is skipped
 * @param source where the profile comes from, in words; may be empty
 */
public record SkipProfile(
        String name,
        @Nullable String model,
        int layers,
        int hiddenSize,
        List<Integer> attention,
        List<Integer> mlp,
        String source) {

    /** Nothing skipped. */
    public static final SkipProfile NONE = of("none", List.of(), List.of());

    public SkipProfile {
        Ensure.notBlank(name, "name");
        Ensure.notNegative(layers, "layers");
        Ensure.notNegative(hiddenSize, "hiddenSize");
        Ensure.notNull(source, "source");
        attention = checked(name, "attention", attention, layers);
        mlp = checked(name, "mlp", mlp, layers);
    }

    /** A profile for no particular model. */
    public static SkipProfile of(String name, List<Integer> attention, List<Integer> mlp) {
        return new SkipProfile(name, null, 0, 0, attention, mlp, "");
    }

    private static List<Integer> checked(String name, String kind, List<Integer> ids, int layers) {
        Ensure.notNull(ids, kind);
        for (Integer id : ids) {
            Ensure.that(
                    id != null && id >= 0 && (layers == 0 || id < layers),
                    "skip profile '%s': %s ids must be between 0 and %s, but one is: %s",
                    name,
                    kind,
                    layers == 0 ? "the last layer" : String.valueOf(layers - 1),
                    id);
        }
        return List.copyOf(new TreeSet<>(ids));
    }

    /** True if nothing is skipped, so that a draft would cost as much as the full model. */
    public boolean isEmpty() {
        return attention.isEmpty() && mlp.isEmpty();
    }

    /**
     * Checks that this profile can be used with a model of this shape.
     *
     * @throws IllegalArgumentException if the profile was found for a model of another shape or names a layer that the
     *     model does not have
     */
    public void requireFits(ModelConfig config) {
        Ensure.that(
                (layers == 0 || layers == config.layers()) && (hiddenSize == 0 || hiddenSize == config.hiddenSize()),
                "skip profile '%s' is for %s, but the loaded model has %s layers of width %s; "
                        + "take a profile that was found for this model, or 'none'",
                name,
                describeTarget(),
                config.layers(),
                config.hiddenSize());
        requireLayers("attention", attention, config);
        requireLayers("mlp", mlp, config);
    }

    private void requireLayers(String kind, List<Integer> ids, ModelConfig config) {
        if (!ids.isEmpty()) {
            int last = ids.get(ids.size() - 1);
            Ensure.that(
                    last < config.layers(),
                    "skip profile '%s' skips %s of layer %s, but the loaded model has layers 0 to %s; "
                            + "take a profile that was found for this model, or 'none'",
                    name,
                    kind,
                    last,
                    config.layers() - 1);
        }
    }

    private String describeTarget() {
        String target = model == null ? "a model" : model;
        String count = layers == 0 ? "" : " of " + layers + " layers";
        String width = hiddenSize == 0 ? "" : " of width " + hiddenSize;
        return target + count + width;
    }
}
