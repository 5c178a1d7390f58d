package io.github.ssd4j.decoder;

import com.sun.jna.Function;
import com.sun.jna.Platform;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes libtorch's threads give up the CPU soon when they wait for each other.
 *
 * <p>GNU OpenMP lets a waiting thread spin for about a second-long count of turns before it sleeps. A decoding step has some
 * hundred parallel regions of 0.1 ms each; as soon as another process takes one of the cores, every one of them waits for a
 * whole time slice: measured here, a token of a 135M model went from 60 ms to 5 s (design/01-decoder.md). OpenMP reads its
 * settings from the environment once, when it is loaded, and a JVM flag or a shell variable is not what a user should have to
 * know, so the variable is set in the process just before. Whoever sets {@code OMP_WAIT_POLICY} or {@code GOMP_SPINCOUNT}
 * keeps the last word.
 */
final class OpenMp {

    private static final Logger LOGGER = LoggerFactory.getLogger(OpenMp.class);
    private static final String TURNS = "1000";

    private OpenMp() {}

    static void limitSpinning() {
        if (!Platform.isLinux()
                || System.getenv("OMP_WAIT_POLICY") != null
                || System.getenv("GOMP_SPINCOUNT") != null) {
            return;
        }
        try {
            Function.getFunction("c", "setenv").invokeInt(new Object[] {"GOMP_SPINCOUNT", TURNS, 0});
        } catch (LinkageError e) {
            LOGGER.debug("GOMP_SPINCOUNT cannot be set; decoding is slow while other programs use the CPU", e);
        }
    }
}
