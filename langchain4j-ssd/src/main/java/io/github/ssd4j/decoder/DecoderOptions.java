package io.github.ssd4j.decoder;

import io.github.ssd4j.internal.Ensure;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Where and how the network runs.
 *
 * @param device {@code auto} (the first CUDA device if there is one, else the CPU), {@code cpu}, {@code cuda} or {@code
 *     cuda:N}
 * @param dtype what the weights are rounded to: {@code float32}, {@code bfloat16}, {@code float16} or {@code auto}
 *     (bfloat16 on CUDA and on CPUs with instructions for it, else float16 if there are kernels for it, else float32). On
 *     CUDA and with those instructions activations and KV cache have the same type; other x86 CPUs compute in float32.
 *     Speculation is exact token for token where the computation is in float32; elsewhere a near tie may fall differently
 *     when several tokens are verified at once
 * @param contextTokens most tokens of prompt and answer together; 0 stands for what the model was trained for. Memory for
 *     keys and values grows with it
 * @param threads threads of the CPU kernels; 0 leaves the choice to libtorch (one for each core). It holds for the whole
 *     process
 */
public record DecoderOptions(String device, String dtype, int contextTokens, int threads) {

    private static final Pattern DEVICE = Pattern.compile("auto|cpu|cuda(:\\d{1,3})?");
    private static final List<String> DTYPES = List.of("auto", "float32", "bfloat16", "float16");

    public DecoderOptions {
        Ensure.notBlank(device, "device");
        Ensure.notBlank(dtype, "dtype");
        device = device.toLowerCase(Locale.ROOT);
        dtype = dtype.toLowerCase(Locale.ROOT);
        Ensure.that(
                DEVICE.matcher(device).matches(), "device must be one of auto, cpu, cuda, cuda:N, but is: %s", device);
        Ensure.that(DTYPES.contains(dtype), "dtype must be one of %s, but is: %s", String.join(", ", DTYPES), dtype);
        Ensure.notNegative(contextTokens, "contextTokens");
        Ensure.notNegative(threads, "threads");
    }

    /** Everything chosen by the decoder. */
    public static DecoderOptions defaults() {
        return new DecoderOptions("auto", "auto", 0, 0);
    }

    public DecoderOptions withDevice(String device) {
        return new DecoderOptions(device, dtype, contextTokens, threads);
    }

    public DecoderOptions withDtype(String dtype) {
        return new DecoderOptions(device, dtype, contextTokens, threads);
    }

    public DecoderOptions withContextTokens(int contextTokens) {
        return new DecoderOptions(device, dtype, contextTokens, threads);
    }

    public DecoderOptions withThreads(int threads) {
        return new DecoderOptions(device, dtype, contextTokens, threads);
    }
}
