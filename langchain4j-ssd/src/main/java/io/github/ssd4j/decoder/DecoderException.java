package io.github.ssd4j.decoder;

import org.jspecify.annotations.Nullable;

/**
 * The decoder cannot be set up or cannot go on: a native library is missing, a device is not there, memory ran out.
 *
 * <p>The message says what to do. Bad files are a {@link io.github.ssd4j.checkpoint.CheckpointException}, bad arguments an
 * {@link IllegalArgumentException}.
 */
public final class DecoderException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public DecoderException(String message) {
        super(message);
    }

    public DecoderException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
