package io.github.ssd4j.speculative;

import io.github.ssd4j.internal.Ensure;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** What may draft tokens. None of them changes the text; they differ in what a draft costs and how often it is right. */
public enum DrafterKind {

    /** Repeats what followed the last tokens before, in the prompt or in the answer so far. Costs microseconds. */
    LOOK_UP("look-up"),

    /** The model itself without the sub-layers of the skip profile. Needs a profile. */
    SKIP("skip"),

    /** Where a constraint leaves one token only, that token. Needs a constraint. */
    GRAMMAR("grammar");

    /** All of them, the default. */
    public static final Set<DrafterKind> ALL = Collections.unmodifiableSet(EnumSet.allOf(DrafterKind.class));

    private static final String NONE = "none";

    private final String label;

    DrafterKind(String label) {
        this.label = label;
    }

    /** The name in options and properties, and of the drafter in statistics: {@code look-up} for example. */
    public String label() {
        return label;
    }

    /**
     * Reads the value of an option: labels with commas between them, or {@code none} for plain decoding.
     *
     * @throws IllegalArgumentException if one of them is no label
     */
    public static Set<DrafterKind> parse(String labels) {
        Ensure.notBlank(labels, "drafters");
        if (labels.trim().equals(NONE)) {
            return Set.of();
        }
        Set<DrafterKind> kinds = EnumSet.noneOf(DrafterKind.class);
        for (String label : labels.split(",", -1)) {
            kinds.add(of(label.trim(), labels));
        }
        return Collections.unmodifiableSet(kinds);
    }

    private static DrafterKind of(String label, String labels) {
        return Arrays.stream(values())
                .filter(kind -> kind.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "drafters must be none or some of %s with commas between them, but is: %s"
                                .formatted(format(ALL), labels)));
    }

    /** What {@link #parse} reads. */
    public static String format(Set<DrafterKind> kinds) {
        return kinds.isEmpty()
                ? NONE
                : kinds.stream().sorted().map(DrafterKind::label).collect(Collectors.joining(","));
    }
}
