package io.github.ssd4j.search.scoring;

import io.github.ssd4j.decoder.Recording;
import io.github.ssd4j.search.space.SkipSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The states that a model without some sub-layers passes through, kept so that a similar set can begin in their middle. */
final class StateTrail {

    private final Recording recording;
    private final SkipSet set;

    /** Element i: the state before sub-layer i; the last: after all. */
    private final List<Integer> states;

    /** Those of the states that this trail has made. */
    private final Set<Integer> own = new HashSet<>();

    private StateTrail(Recording recording, SkipSet set, List<Integer> beginning) {
        this.recording = recording;
        this.set = set;
        this.states = new ArrayList<>(beginning);
        for (int subLayer = beginning.size() - 1; subLayer < set.subLayers(); subLayer++) {
            int state = states.get(subLayer);
            if (!set.contains(subLayer)) {
                state = recording.run(state, SkipSet.layerOf(subLayer), SkipSet.isAttention(subLayer));
                own.add(state);
            }
            states.add(state);
        }
    }

    static StateTrail ofFullModel(Recording recording, int layers) {
        return new StateTrail(recording, SkipSet.of(layers), List.of(recording.embeddings()));
    }

    /**
     * The trail of a set, as far as possible along another one, which must live at least as long, or be {@link
     * #takeOver taken over}.
     */
    static StateTrail of(SkipSet set, StateTrail along) {
        return new StateTrail(along.recording, set, along.states.subList(0, along.sharedWith(set) + 1));
    }

    SkipSet set() {
        return set;
    }

    /** How many sub-layers from the first on are both skipped or both run. */
    int sharedWith(SkipSet other) {
        int shared = 0;
        while (shared < set.subLayers() && set.contains(shared) == other.contains(shared)) {
            shared++;
        }
        return shared;
    }

    int after(int subLayer) {
        return states.get(subLayer + 1);
    }

    int last() {
        return states.get(states.size() - 1);
    }

    /** Ends {@code old}, along which this trail may have begun: keeps those of its states that are used here. */
    void takeOver(StateTrail old) {
        for (int state : old.own) {
            if (states.contains(state)) {
                own.add(state);
            } else {
                recording.free(state);
            }
        }
        old.own.clear();
    }

    /** Frees the states that this trail has made. */
    void free() {
        own.forEach(recording::free);
    }
}
