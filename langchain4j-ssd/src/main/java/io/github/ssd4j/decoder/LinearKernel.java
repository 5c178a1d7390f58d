package io.github.ssd4j.decoder;

/**
 * How the linear layers are computed, which decides the speed: a decoding step reads every weight once.
 *
 * <ul>
 *   <li>{@code onednn}: weights blocked for oneDNN; float32 on every x86 CPU, 16-bit types where the CPU has instructions for
 *       them.
 *   <li>{@code fbgemm}: 16-bit types on the other x86 CPUs. Weights are held as float16 and multiplied in float32, so
 *       activations and KV cache are float32. bfloat16 weights are exact in it but for those below 2^-14, which lose low
 *       bits.
 *   <li>{@code plain}: everything else, CUDA among it.
 * </ul>
 *
 * @param name as decoder.py knows it
 * @param dtype {@code float32}, {@code bfloat16} or {@code float16}: what the weights are rounded to
 */
record LinearKernel(String name, String dtype) {

    private static final String ONEDNN = "onednn";
    private static final String FBGEMM = "fbgemm";
    private static final String PLAIN = "plain";
    private static final String FLOAT32 = "float32";
    private static final String BFLOAT16 = "bfloat16";
    private static final String FLOAT16 = "float16";

    /** The fastest kernel on {@code device} for the wanted dtype; {@code auto} also chooses the dtype. */
    static LinearKernel choose(DecoderProgram program, String device, String wanted) {
        boolean auto = wanted.equals("auto");
        if (!device.equals("cpu")) {
            return new LinearKernel(PLAIN, auto ? BFLOAT16 : wanted);
        }
        String preferred = auto ? BFLOAT16 : wanted;
        if (can(program, "probe_onednn", dtypeCode(preferred))) {
            return new LinearKernel(ONEDNN, preferred);
        }
        if (!preferred.equals(FLOAT32) && can(program, "probe_fbgemm")) {
            return new LinearKernel(FBGEMM, auto ? FLOAT16 : preferred);
        }
        return new LinearKernel(PLAIN, auto ? FLOAT32 : preferred);
    }

    /** A build of libtorch without the operator fails; one without kernels for this CPU says no. */
    private static boolean can(DecoderProgram program, String probe, Object... arguments) {
        try {
            return program.callForBoolean(probe, arguments);
        } catch (DecoderException e) {
            return false;
        }
    }

    /** ScalarType of libtorch. */
    int dtypeCode() {
        return dtypeCode(dtype);
    }

    private static int dtypeCode(String dtype) {
        return switch (dtype) {
            case FLOAT16 -> 5;
            case FLOAT32 -> 6;
            case BFLOAT16 -> 15;
            default -> throw new IllegalArgumentException("unknown dtype: " + dtype);
        };
    }

    int bytesPerWeight() {
        return dtype.equals(FLOAT32) ? 4 : 2;
    }
}
