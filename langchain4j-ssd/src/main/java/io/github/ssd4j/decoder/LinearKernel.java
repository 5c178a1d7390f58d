package io.github.ssd4j.decoder;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How the linear layers are computed, which decides the speed: a decoding step reads every weight once.
 *
 * <ul>
 *   <li>{@code fbgemm}: 16-bit weights on x86 CPUs. They are held as float16 and multiplied in float32, so activations and KV
 *       cache are float32. bfloat16 weights are exact in it but for those below 2^-14, which lose low bits. The fastest for
 *       one token.
 *   <li>{@code onednn}: weights blocked for oneDNN; float32 on every x86 CPU, 16-bit types where the CPU has instructions for
 *       them, which then make many tokens at a time faster.
 *   <li>{@code int4pack}: 4-bit weights and 8-bit weights as two times 4 bits, with bfloat16 activations and float32 sums. The
 *       fastest for one token, but each further row costs nearly as much as the first. Long passes turn the weights into
 *       numbers on the way. CPU only.
 *   <li>{@code plain}: every device.
 * </ul>
 *
 * @param name as decoder.py knows it
 * @param dtype {@code float32}, {@code bfloat16}, {@code float16}, {@code int8}, {@code int4} or {@code stored}: what the weights are
 *     rounded to
 */
record LinearKernel(String name, String dtype) {

    private static final String ONEDNN = "onednn";
    private static final String FBGEMM = "fbgemm";
    private static final String INT4PACK = "int4pack";
    private static final String PLAIN = "plain";
    private static final String FLOAT32 = "float32";
    private static final String BFLOAT16 = "bfloat16";
    private static final String FLOAT16 = "float16";
    private static final String STORED = "stored";
    private static final String INT8 = "int8";
    private static final String INT4 = "int4";
    private static final String AUTO = "auto";
    private static final List<String> FEW_BITS = List.of(STORED, INT8, INT4);

    /**
     * Up to here a prompt is read fast enough with every kernel, so what counts is the time of one token; beyond, a long
     * prompt would take seconds more than it must. Measurements: design/01-decoder.md.
     */
    static final long MOST_PARAMETERS_OF_A_SMALL_MODEL = 500_000_000;

    /**
     * The best kernel on {@code device} for what {@code options} leave open.
     *
     * @param quantised whether {@code auto} leaves the weights as they are stored
     * @throws DecoderException if the kernel that the options name cannot be used there
     */
    static LinearKernel choose(
            DecoderProgram program, String device, DecoderOptions options, long parameters, boolean quantised) {
        String wanted = options.linearKernel();
        if (FEW_BITS.contains(options.dtype()) && !device.equals("cpu")) {
            throw new DecoderException(
                    "dtype '%s' is for the CPU so far, but the device is %s; use dtype auto, or device cpu"
                            .formatted(options.dtype(), device));
        }
        boolean keeps = quantised && options.dtype().equals(AUTO) && device.equals("cpu");
        List<LinearKernel> candidates = Stream.concat(
                        keeps ? Stream.of(new LinearKernel(INT4PACK, STORED)) : Stream.empty(),
                        candidates(device, options.dtype(), parameters).stream())
                .toList();
        return candidates.stream()
                .filter(kernel -> wanted.equals(AUTO) || wanted.equals(kernel.name))
                .filter(kernel -> kernel.isUsable(program))
                .findFirst()
                .orElseThrow(() -> new DecoderException(
                        "linear kernel '%s' was asked for, but with device %s and dtype %s this machine has only: %s"
                                .formatted(wanted, device, options.dtype(), usable(candidates, program))));
    }

    private static String usable(List<LinearKernel> candidates, DecoderProgram program) {
        String names = candidates.stream()
                .filter(kernel -> kernel.isUsable(program))
                .map(LinearKernel::name)
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "none; use dtype auto" : names;
    }

    /** The best first. The last one can be used everywhere, unless it is for few bits. */
    static List<LinearKernel> candidates(String device, String dtype, long parameters) {
        if (FEW_BITS.contains(dtype)) {
            return List.of(new LinearKernel(INT4PACK, dtype));
        }
        boolean auto = dtype.equals(AUTO);
        if (!device.equals("cpu")) {
            return List.of(new LinearKernel(PLAIN, auto ? BFLOAT16 : dtype));
        }
        if (dtype.equals(FLOAT32)) {
            return List.of(new LinearKernel(ONEDNN, FLOAT32), new LinearKernel(PLAIN, FLOAT32));
        }
        LinearKernel fbgemm = new LinearKernel(FBGEMM, auto ? FLOAT16 : dtype);
        LinearKernel onednn = new LinearKernel(ONEDNN, auto ? BFLOAT16 : dtype);
        LinearKernel plain = new LinearKernel(PLAIN, auto ? FLOAT32 : dtype);
        return parameters <= MOST_PARAMETERS_OF_A_SMALL_MODEL
                ? List.of(fbgemm, onednn, plain)
                : List.of(onednn, fbgemm, plain);
    }

    private boolean isUsable(DecoderProgram program) {
        return switch (name) {
            case ONEDNN -> can(program, "probe_onednn", dtypeCode());
            case FBGEMM -> can(program, "probe_fbgemm");
            case INT4PACK -> can(program, "probe_int4pack");
            default -> true;
        };
    }

    /** A build of libtorch without the operator fails; one without kernels for this CPU says no. */
    static boolean can(DecoderProgram program, String probe, Object... arguments) {
        try {
            return program.callForBoolean(probe, arguments);
        } catch (DecoderException e) {
            return false;
        }
    }

    /** ScalarType of libtorch, in which the products take their numbers. */
    int dtypeCode() {
        return switch (dtype) {
            case FLOAT16 -> 5;
            case FLOAT32 -> 6;
            case BFLOAT16, STORED, INT8, INT4 -> 15;
            default -> throw new IllegalArgumentException("unknown dtype: " + dtype);
        };
    }

    /** Whether weights are held in few bits. Then a token gets other bits in passes of more than 32 tokens. */
    boolean isGrouped() {
        return name.equals(INT4PACK);
    }

    /** Bits of every weight, 0 for those that the file has. */
    int keptBits() {
        return dtype.equals(INT4) ? 4 : dtype.equals(INT8) ? 8 : 0;
    }

    int bytesPerWeight() {
        return dtype.equals(FLOAT32) ? 4 : 2;
    }
}
