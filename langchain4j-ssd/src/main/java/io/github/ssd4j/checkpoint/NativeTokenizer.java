package io.github.ssd4j.checkpoint;

import ai.djl.engine.EngineException;
import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import java.nio.file.Path;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * One tokenizer of Hugging Face's native library, as DJL ships it. It is used below DJL's {@code HuggingFaceTokenizer},
 * which calls a web service when it is made, reads the JSON a second time and copies eight arrays per text; only the
 * ids are needed here. Thread-safe.
 */
final class NativeTokenizer implements AutoCloseable {

    private static final String FLAVOR = "RUST_FLAVOR";

    /** Held for reading while the native tokenizer is in use: freeing it then would crash the process. */
    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    private final long handle;
    private boolean closed;

    private NativeTokenizer(long handle) {
        this.handle = handle;
    }

    /** @param file where the definition comes from, for the error only */
    static NativeTokenizer load(Path file, String json) {
        try {
            loadLibrary();
        } catch (EngineException | LinkageError e) {
            throw new CheckpointException(
                    file,
                    "DJL's tokenizers library cannot be loaded on this machine: %s; see TROUBLESHOOTING.md#native-library"
                            .formatted(e.getMessage()),
                    e);
        }
        try {
            long handle = TokenizersLibrary.LIB.createTokenizerFromString(json);
            TokenizersLibrary.LIB.disableTruncation(handle);
            TokenizersLibrary.LIB.disablePadding(handle);
            return new NativeTokenizer(handle);
        } catch (RuntimeException e) {
            throw new CheckpointException(file, "the tokenizers library refuses it: " + e.getMessage(), e);
        }
    }

    /**
     * Loads the native library from DJL's jar. On a machine with a GPU DJL would download a CUDA build of it, which
     * only its Rust engine needs; the build in the jar serves every machine, without network.
     *
     * @throws EngineException or {@link LinkageError} if it cannot be loaded, at every call
     */
    static synchronized void loadLibrary() {
        boolean chosen = System.getProperty(FLAVOR) != null || System.getenv(FLAVOR) != null;
        try {
            if (!chosen) {
                System.setProperty(FLAVOR, "cpu");
            }
            LibUtils.checkStatus();
        } finally {
            if (!chosen) {
                System.clearProperty(FLAVOR);
            }
        }
    }

    int[] encode(String text, boolean addSpecialTokens) {
        lock.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("the tokenizer is closed");
            }
            long encoding = TokenizersLibrary.LIB.encode(handle, text, addSpecialTokens);
            try {
                long[] ids = TokenizersLibrary.LIB.getTokenIds(encoding);
                int[] result = new int[ids.length];
                for (int i = 0; i < ids.length; i++) {
                    result[i] = Math.toIntExact(ids[i]);
                }
                return result;
            } finally {
                TokenizersLibrary.LIB.deleteEncoding(encoding);
            }
        } finally {
            lock.readLock().unlock();
        }
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                TokenizersLibrary.LIB.deleteTokenizer(handle);
            }
        } finally {
            lock.writeLock().unlock();
        }
    }
}
