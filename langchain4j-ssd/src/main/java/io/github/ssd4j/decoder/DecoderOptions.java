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
 * @param dtype what the weights are rounded to: {@code float32}, {@code bfloat16}, {@code float16}, {@code int8}, {@code int4},
 *     {@code stored} or {@code auto}. The integers have a scale for 32 weights and are for the CPU. {@code stored} holds what a file has
 *     in 4 bits (Q4_0, Q4_1, Q4_K) as it is, everything else in 8 bits. {@code auto} is {@code stored} for such files on a
 *     CPU, and bfloat16 on CUDA; other models depend on their size and the CPU's instructions: design/01-decoder.md has the
 *     table. The kernels {@code fbgemm} and {@code int4pack} compute in float32 between their products, the others in this type.
 *     Whether speculation can change an answer is said by {@link Decoder#exactness()}
 * @param linearKernel what multiplies by the weights: {@code auto} (the best for the device, the dtype and the size of the
 *     model), {@code fbgemm} (x86, 16-bit weights; reads a token's weights fastest), {@code onednn} (x86; 16-bit weights
 *     only where the CPU has instructions for them, then long prompts and many drafts are faster) or {@code plain} (any
 *     device). Integer weights have a kernel of their own: leave this option at {@code auto} for them
 * @param contextTokens most tokens of prompt and answer together; 0 stands for what the model was trained for. Memory for
 *     keys and values grows with it
 * @param threads threads of the CPU kernels; 0 leaves the choice to libtorch (one for each core). It holds for the whole
 *     process
 */
public record DecoderOptions(String device, String dtype, String linearKernel, int contextTokens, int threads) {

    private static final Pattern DEVICE = Pattern.compile("auto|cpu|cuda(:\\d{1,3})?");
    private static final List<String> DTYPES =
            List.of("auto", "float32", "bfloat16", "float16", "stored", "int8", "int4");
    private static final List<String> LINEAR_KERNELS = List.of("auto", "onednn", "fbgemm", "plain");

    public DecoderOptions {
        Ensure.notBlank(device, "device");
        Ensure.notBlank(dtype, "dtype");
        Ensure.notBlank(linearKernel, "linearKernel");
        device = device.toLowerCase(Locale.ROOT);
        dtype = dtype.toLowerCase(Locale.ROOT);
        linearKernel = linearKernel.toLowerCase(Locale.ROOT);
        Ensure.that(
                DEVICE.matcher(device).matches(), "device must be one of auto, cpu, cuda, cuda:N, but is: %s", device);
        requireOneOf(DTYPES, dtype, "dtype");
        requireOneOf(LINEAR_KERNELS, linearKernel, "linearKernel");
        Ensure.notNegative(contextTokens, "contextTokens");
        Ensure.notNegative(threads, "threads");
    }

    private static void requireOneOf(List<String> allowed, String value, String name) {
        Ensure.that(
                allowed.contains(value), "%s must be one of %s, but is: %s", name, String.join(", ", allowed), value);
    }

    /** Everything chosen by the decoder. */
    public static DecoderOptions defaults() {
        return new DecoderOptions("auto", "auto", "auto", 0, 0);
    }

    /**
     * Checks that this machine has the device and can multiply the dtype with the linear kernel, before a model is read.
     *
     * @param parameters of the model, on which the choice of {@code auto} depends
     * @throws DecoderException if not, with what can be used instead
     */
    public void requireUsable(long parameters) {
        String found = NativeRuntime.device(device);
        try (DecoderProgram program = new DecoderProgram()) {
            LinearKernel.choose(program, found, this, parameters, false);
        }
    }

    public DecoderOptions withDevice(String device) {
        return new DecoderOptions(device, dtype, linearKernel, contextTokens, threads);
    }

    public DecoderOptions withDtype(String dtype) {
        return new DecoderOptions(device, dtype, linearKernel, contextTokens, threads);
    }

    public DecoderOptions withLinearKernel(String linearKernel) {
        return new DecoderOptions(device, dtype, linearKernel, contextTokens, threads);
    }

    public DecoderOptions withContextTokens(int contextTokens) {
        return new DecoderOptions(device, dtype, linearKernel, contextTokens, threads);
    }

    public DecoderOptions withThreads(int threads) {
        return new DecoderOptions(device, dtype, linearKernel, contextTokens, threads);
    }
}
