package io.github.ssd4j.decoder;

import com.sun.jna.Function;
import com.sun.jna.Platform;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Two calls of the C library that a native library inside a JVM needs on Linux; elsewhere they do nothing. */
final class Glibc {

    private static final Logger LOGGER = LoggerFactory.getLogger(Glibc.class);
    private static final String TURNS = "2000";

    private Glibc() {}

    /**
     * Makes libtorch's threads give up the CPU soon when they wait for each other. To be called before it is loaded.
     *
     * <p>GNU OpenMP lets a waiting thread spin long before it sleeps. A decoding step has some hundred parallel regions of
     * 0.1 ms each; as soon as another process takes one of the cores, every one of them waits for a whole time slice:
     * a token of a 135M model went from 60 ms to 5 s. This many turns outlast the operators between two products on an
     * otherwise idle machine; figures are in design/01-decoder.md. OpenMP reads its settings from
     * the environment once, when it is loaded, and a shell variable is not what a user should have to know, so it is set in
     * the process. Whoever sets {@code OMP_WAIT_POLICY} or {@code GOMP_SPINCOUNT} keeps the last word.
     */
    static void limitSpinning() {
        if (System.getenv("OMP_WAIT_POLICY") == null && System.getenv("GOMP_SPINCOUNT") == null) {
            call("setenv", "GOMP_SPINCOUNT", TURNS, 0);
        }
    }

    /** Returns what was freed to the system: the layers' unpacked forms leave holes of the size of the model. */
    static void trim() {
        call("malloc_trim", 0L);
    }

    private static void call(String function, Object... arguments) {
        if (!Platform.isLinux()) {
            return;
        }
        try {
            Function.getFunction("c", function).invokeInt(arguments);
        } catch (LinkageError e) {
            // musl, for one, has no malloc_trim
            LOGGER.debug("the C library has no {}", function, e);
        }
    }
}
