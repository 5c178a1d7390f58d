package io.github.ssd4j.checkpoint;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The numbers that stand for types of tensors in GGUF files. */
final class GgufTypes {

    private static final Map<Integer, TensorType> SUPPORTED = Map.ofEntries(
            Map.entry(0, TensorType.F32),
            Map.entry(1, TensorType.F16),
            Map.entry(2, TensorType.Q4_0),
            Map.entry(3, TensorType.Q4_1),
            Map.entry(6, TensorType.Q5_0),
            Map.entry(7, TensorType.Q5_1),
            Map.entry(8, TensorType.Q8_0),
            Map.entry(10, TensorType.Q2_K),
            Map.entry(11, TensorType.Q3_K),
            Map.entry(12, TensorType.Q4_K),
            Map.entry(13, TensorType.Q5_K),
            Map.entry(14, TensorType.Q6_K),
            Map.entry(20, TensorType.IQ4_NL),
            Map.entry(23, TensorType.IQ4_XS),
            Map.entry(30, TensorType.BF16),
            Map.entry(39, TensorType.MXFP4));

    /** Names for the error. Q8_1 and Q8_K hold activations while a program computes; no file has them. */
    private static final Map<Integer, String> OTHERS = Map.ofEntries(
            Map.entry(9, "Q8_1"),
            Map.entry(15, "Q8_K"),
            Map.entry(16, "IQ2_XXS"),
            Map.entry(17, "IQ2_XS"),
            Map.entry(18, "IQ3_XXS"),
            Map.entry(19, "IQ1_S"),
            Map.entry(21, "IQ3_S"),
            Map.entry(22, "IQ2_S"),
            Map.entry(24, "I8"),
            Map.entry(25, "I16"),
            Map.entry(26, "I32"),
            Map.entry(27, "I64"),
            Map.entry(28, "F64"),
            Map.entry(29, "IQ1_M"),
            Map.entry(34, "TQ1_0"),
            Map.entry(35, "TQ2_0"),
            Map.entry(40, "NVFP4"),
            Map.entry(41, "Q1_0"));

    private GgufTypes() {}

    /** The type of that number; null where it is not supported. */
    static @Nullable TensorType of(int number) {
        return SUPPORTED.get(number);
    }

    /** The name of the type, supported or not, or {@code number 99} where the number is unknown. */
    static String name(int number) {
        TensorType type = SUPPORTED.get(number);
        return type != null ? type.name() : OTHERS.getOrDefault(number, "number " + Integer.toUnsignedString(number));
    }
}
