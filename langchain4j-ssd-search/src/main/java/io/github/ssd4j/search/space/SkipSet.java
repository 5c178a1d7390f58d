package io.github.ssd4j.search.space;

import io.github.ssd4j.decoder.SkipProfile;
import io.github.ssd4j.internal.Ensure;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A set of sub-layers that a draft leaves out. Sub-layers are numbered in the order in which they run: attention of layer
 * {@code i} is {@code 2 * i}, its MLP is {@code 2 * i + 1}.
 *
 * <p>Immutable; sets of the same sub-layers of equally deep models are equal.
 */
public final class SkipSet {

    private final int subLayers;
    private final BitSet skipped;

    private SkipSet(int subLayers, BitSet skipped) {
        this.subLayers = subLayers;
        this.skipped = skipped;
    }

    /**
     * The set of these sub-layers.
     *
     * @param layers of the model, at least 1
     * @param skipped numbers of sub-layers, each from 0 to {@code 2 * layers - 1}
     */
    public static SkipSet of(int layers, int... skipped) {
        Ensure.positive(layers, "layers");
        BitSet bits = new BitSet(2 * layers);
        for (int subLayer : skipped) {
            Ensure.between(subLayer, 0, 2 * layers - 1, "sub-layer");
            bits.set(subLayer);
        }
        return new SkipSet(2 * layers, bits);
    }

    /** The set of a profile, whose ids must be layers of a model of so many. */
    public static SkipSet of(int layers, SkipProfile profile) {
        return of(
                layers,
                IntStream.concat(
                                profile.attention().stream().mapToInt(SkipSet::attentionOf),
                                profile.mlp().stream().mapToInt(SkipSet::mlpOf))
                        .toArray());
    }

    /** The number of the attention of a layer. */
    public static int attentionOf(int layer) {
        return 2 * layer;
    }

    /** The number of the MLP of a layer. */
    public static int mlpOf(int layer) {
        return 2 * layer + 1;
    }

    public static boolean isAttention(int subLayer) {
        return subLayer % 2 == 0;
    }

    public static int layerOf(int subLayer) {
        return subLayer / 2;
    }

    /** How many sub-layers the model has: two for each layer. */
    public int subLayers() {
        return subLayers;
    }

    /** How many are skipped. */
    public int size() {
        return skipped.cardinality();
    }

    public boolean isEmpty() {
        return skipped.isEmpty();
    }

    public boolean contains(int subLayer) {
        return skipped.get(subLayer);
    }

    /** The first sub-layer that is skipped; {@link #subLayers()} if none is. Up to there a draft is the full model. */
    public int first() {
        int first = skipped.nextSetBit(0);
        return first < 0 ? subLayers : first;
    }

    public SkipSet with(int subLayer) {
        Ensure.between(subLayer, 0, subLayers - 1, "sub-layer");
        BitSet bits = (BitSet) skipped.clone();
        bits.set(subLayer);
        return new SkipSet(subLayers, bits);
    }

    public SkipSet without(int subLayer) {
        BitSet bits = (BitSet) skipped.clone();
        bits.clear(subLayer);
        return new SkipSet(subLayers, bits);
    }

    /** The numbers of the skipped sub-layers, ascending. */
    public IntStream stream() {
        return skipped.stream();
    }

    /** Ids of the layers whose attention is skipped, ascending. */
    public List<Integer> attention() {
        return stream()
                .filter(SkipSet::isAttention)
                .map(SkipSet::layerOf)
                .boxed()
                .toList();
    }

    /** Ids of the layers whose MLP is skipped, ascending. */
    public List<Integer> mlp() {
        return stream()
                .filter(subLayer -> !isAttention(subLayer))
                .map(SkipSet::layerOf)
                .boxed()
                .toList();
    }

    /** A profile for no particular model. */
    public SkipProfile toProfile(String name) {
        return SkipProfile.of(name, attention(), mlp());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SkipSet set && subLayers == set.subLayers && skipped.equals(set.skipped);
    }

    @Override
    public int hashCode() {
        return 31 * skipped.hashCode() + subLayers;
    }

    @Override
    public String toString() {
        return "attention " + attention() + ", mlp " + mlp();
    }
}
