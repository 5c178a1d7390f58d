package io.github.ssd4j.examples.console;

/** Settings of the libraries below, which must be made before their first class is loaded. */
final class Libraries {

    private Libraries() {}

    /**
     * @param verbose whether to show what the libraries log beside warnings
     * @param offline whether DJL must not download native libraries either
     */
    static void configure(boolean verbose, boolean offline) {
        // Maven has set this for its own logger, and exec:java shares its system properties.
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", verbose ? "info" : "warn");
        if (offline) {
            System.setProperty("ai.djl.offline", "true");
        }
        // DJL reports its use to its makers unless told not to.
        System.setProperty("OPT_OUT_TRACKING", "true");
    }
}
