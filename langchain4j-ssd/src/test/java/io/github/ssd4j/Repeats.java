package io.github.ssd4j;

/**
 * How often a test repeats itself. Every build has each kind of case; the profile {@code thorough} has more cases of each kind.
 */
public final class Repeats {

    private static final boolean THOROUGH = Boolean.getBoolean("ssd.test.thorough");

    private Repeats() {}

    /** Whether the profile {@code thorough} is on. */
    public static boolean areMany() {
        return THOROUGH;
    }

    /** {@code few} in every build, {@code many} with the profile {@code thorough}. */
    public static int of(int few, int many) {
        return THOROUGH ? many : few;
    }
}
