package io.github.ssd4j.decoder;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.pytorch.engine.PtEngineProvider;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Loads DJL's PyTorch natives once and answers what this machine has. */
final class NativeRuntime {

    private static final String ENGINE = "PyTorch";

    private static final String HELP =
            "Add the dependency that fits this machine; see TROUBLESHOOTING.md#native-library";

    private NativeRuntime() {}

    /** A scope for native objects, to be closed by the caller. */
    static PtNDManager newManager() {
        return (PtNDManager) engine().newBaseManager(Device.cpu());
    }

    /** Compiles a TorchScript archive; the block belongs to {@code manager}. */
    static PtSymbolBlock compile(PtNDManager manager, byte[] archive) {
        try {
            // Everything is on the CPU at first; the program moves weights to its own device.
            return JniUtils.loadModule(manager, new ByteArrayInputStream(archive), true, false);
        } catch (IOException | EngineException e) {
            throw new DecoderException("libtorch could not compile the decoder program: " + e.getMessage(), e);
        }
    }

    /** The device that {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:N} stands for here. */
    static String device(String wanted) {
        int gpus = engine().getGpuCount();
        if (wanted.equals("cpu") || (wanted.equals("auto") && gpus == 0)) {
            return "cpu";
        }
        int index = wanted.startsWith("cuda:") ? Integer.parseInt(wanted.substring("cuda:".length())) : 0;
        if (index >= gpus) {
            throw new DecoderException(gpus == 0 ? noCuda(wanted) : noSuchDevice(wanted, gpus));
        }
        return "cuda:" + index;
    }

    private static String noCuda(String wanted) {
        return String.format(
                Locale.ROOT,
                "device '%s' was asked for, but PyTorch finds no CUDA device on this machine: the driver or the CUDA build of"
                        + " the native library is missing. Use device 'auto' or 'cpu', or see TROUBLESHOOTING.md#cuda",
                wanted);
    }

    private static String noSuchDevice(String wanted, int gpus) {
        return String.format(
                Locale.ROOT,
                "device '%s' was asked for, but this machine has only %s CUDA device%s: cuda:0%s",
                wanted,
                gpus,
                gpus == 1 ? "" : "s",
                gpus == 1 ? "" : " to cuda:" + (gpus - 1));
    }

    static void setThreads(int threads) {
        engine();
        JniUtils.setNumThreads(threads);
    }

    /** Version of DJL's PyTorch engine, e.g. {@code 2.7.1}. */
    static String version() {
        return engine().getVersion();
    }

    private static Engine engine() {
        return Loaded.engine();
    }

    /** Turns what goes wrong while natives load into one message that says what to do. Package-private for its test. */
    static DecoderException loadFailure(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String machine = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        return new DecoderException(
                "the native library of PyTorch cannot be loaded on " + machine + ": " + root.getMessage() + ". " + HELP,
                cause);
    }

    private static final class Loaded {
        private static volatile @Nullable Engine engine;

        // No static initialiser: after a failure in one, the cause is gone and only NoClassDefFoundError is left.
        static Engine engine() {
            Engine found = engine;
            if (found == null) {
                synchronized (Loaded.class) {
                    found = engine;
                    if (found == null) {
                        found = start();
                        engine = found;
                    }
                }
            }
            return found;
        }

        private static Engine start() {
            // DJL reports its use to its makers unless told otherwise; a library must not do that unasked.
            if (System.getProperty("OPT_OUT_TRACKING") == null && System.getenv("OPT_OUT_TRACKING") == null) {
                System.setProperty("OPT_OUT_TRACKING", "true");
            }
            Glibc.limitSpinning();
            try {
                // DJL finds its engines through META-INF/services. Jars that are merged into one lose all but one of
                // these files.
                if (!Engine.hasEngine(ENGINE)) {
                    Engine.registerEngine(new PtEngineProvider());
                }
                return Engine.getEngine(ENGINE);
            } catch (EngineException | IllegalArgumentException | IllegalStateException | LinkageError e) {
                throw loadFailure(e);
            }
        }
    }
}
