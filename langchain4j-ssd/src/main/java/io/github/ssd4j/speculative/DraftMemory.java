package io.github.ssd4j.speculative;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an engine has learnt of drafting, over all its requests: costs, and for each drafter and way of choosing how often drafts are
 * accepted. Holds no text. Not thread-safe.
 */
final class DraftMemory {

    /** Skip profiles come by name from requests, so the least recently used are forgotten. */
    private static final int MAX_ENTRIES = 64;

    private record Key(String drafter, ChoiceKind kind) {}

    private final StepCosts costs = new StepCosts();
    private final LoadCosts load = new LoadCosts();
    private final Map<Key, Experience> experiences = bounded();
    private final Map<Key, Probing> probings = bounded();
    private final Map<ChoiceKind, Pace> paces = new EnumMap<>(ChoiceKind.class);
    private int conversations = 1;

    StepCosts costs() {
        return costs;
    }

    /** Says how many conversations the next passes have. */
    void setConversations(int count) {
        conversations = count;
    }

    /** Whether passes have one conversation, so that their times tell what its drafts cost. */
    boolean isAlone() {
        return conversations <= 1;
    }

    /** v(k) for k from 0 to {@code most} in the passes of now. Not to be changed. */
    double[] verify(int most) {
        return isAlone() ? costs.verify(most) : load.verify(conversations, most, costs.slope());
    }

    /** Adds the time of a pass of several conversations that are all decoding. */
    void addPass(int rows, long nanos) {
        load.add(rows, nanos, costs.slope());
    }

    Experience experience(String drafter, ChoiceKind kind) {
        return experiences.computeIfAbsent(new Key(drafter, kind), key -> new Experience());
    }

    Probing probing(String drafter, ChoiceKind kind) {
        return probings.computeIfAbsent(new Key(drafter, kind), key -> new Probing());
    }

    Pace pace(ChoiceKind kind) {
        return paces.computeIfAbsent(kind, key -> new Pace());
    }

    private static <V> Map<Key, V> bounded() {
        return new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Key, V> eldest) {
                return size() > MAX_ENTRIES;
            }
        };
    }
}
