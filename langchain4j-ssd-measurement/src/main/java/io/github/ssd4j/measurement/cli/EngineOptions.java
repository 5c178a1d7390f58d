package io.github.ssd4j.measurement.cli;

import io.github.ssd4j.decoder.DecoderOptions;
import picocli.CommandLine.Option;

/** The options that say where and how the engine runs, to be mixed into a command. */
public final class EngineOptions {

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            defaultValue = "auto",
            description = "auto, cpu, cuda or cuda:N.")
    private String device = "auto";

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            defaultValue = "auto",
            description = "Type of the weights: auto, float32, bfloat16, float16, stored, int8, int4.")
    private String dtype = "auto";

    @Option(
            names = "--linear-kernel",
            paramLabel = "KERNEL",
            defaultValue = "auto",
            description = "What multiplies by the weights: auto, onednn, fbgemm, plain.")
    private String linearKernel = "auto";

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "0",
            description = "Threads of the CPU kernels; 0 is one for each core.")
    private int threads;

    /**
     * How the decoder is to be loaded.
     *
     * @throws IllegalArgumentException for an unknown device, dtype or kernel, or a negative number of threads
     */
    public DecoderOptions decoderOptions() {
        return DecoderOptions.defaults()
                .withDevice(device)
                .withDtype(dtype)
                .withLinearKernel(linearKernel)
                .withThreads(threads);
    }
}
