package io.github.ssd4j.decoder;

import io.github.ssd4j.checkpoint.Checkpoint;
import java.util.function.Supplier;
import org.opentest4j.TestAbortedException;

/** Which linear kernels there are depends on the machine: a test of one that is not there is skipped, and says so. */
final class AvailableKernel {

    private AvailableKernel() {}

    static Decoder load(Checkpoint checkpoint, DecoderOptions options) {
        return load(checkpoint, options, DecoderProgram::new);
    }

    static Decoder load(Checkpoint checkpoint, DecoderOptions options, Supplier<DecoderProgram> program) {
        try {
            return new DecoderLoader(checkpoint, options, program).load();
        } catch (DecoderException e) {
            String reason = String.valueOf(e.getMessage());
            if (reason.startsWith("linear kernel '%s' was asked for".formatted(options.linearKernel()))) {
                throw new TestAbortedException(reason, e);
            }
            throw e;
        }
    }
}
