package io.github.ssd4j.checkpoint;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The families that can be opened. */
final class Families {

    private static final List<Family> ALL = List.of(
            new LlamaFamily(),
            new MistralFamily(),
            new Qwen2Family(),
            new Qwen3Family(),
            new SmolLm3Family(),
            new Phi3Family(),
            new Gemma2Family(),
            new Gemma3Family());

    /** Fewer letters in common are chance. */
    private static final int NEAR = 3;

    private Families() {}

    /** The family of a {@code model_type} of {@code config.json}. */
    static Family ofModelType(Path file, String modelType) {
        return find(file, "model_type", modelType, Family::modelType);
    }

    /** The family of a {@code general.architecture} of a GGUF file. */
    static Family ofGguf(Path file, String architecture) {
        return find(file, "general.architecture", architecture, Family::ggufArchitecture);
    }

    private static Family find(Path file, String key, String found, Function<Family, String> name) {
        for (Family family : ALL) {
            if (name.apply(family).equals(found)) {
                return family;
            }
        }
        throw new CheckpointException(
                file,
                "%s %s is not supported; %ssupported: %s".formatted(key, found, nearest(found, name), names(name)));
    }

    private static String names(Function<Family, String> name) {
        return ALL.stream().map(name).distinct().collect(Collectors.joining(", "));
    }

    /** The names of relatives begin with the same letters: {@code qwen3moe} and {@code qwen3}. */
    private static String nearest(String found, Function<Family, String> name) {
        String nearest = "";
        int most = NEAR - 1;
        for (Family family : ALL) {
            int common = commonLetters(found, name.apply(family));
            if (common > most) {
                most = common;
                nearest = "the nearest is " + name.apply(family) + "; ";
            }
        }
        return nearest;
    }

    private static int commonLetters(String a, String b) {
        int n = 0;
        while (n < Math.min(a.length(), b.length()) && a.charAt(n) == b.charAt(n)) {
            n++;
        }
        return n;
    }
}
