package io.github.ssd4j.evaluation.random;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the text of {@code --shape}; every message names the key or value that is wrong and lists what is possible. */
final class ShapeParser {

    private static final String CUSTOM = "custom";
    private static final List<String> KEYS = List.of(
            "hidden",
            "intermediate",
            "layers",
            "heads",
            "kv-heads",
            "head-dim",
            "vocab",
            "context",
            "rope-theta",
            "tied");
    private static final int DEFAULT_CONTEXT = 2048;
    private static final double DEFAULT_ROPE_THETA = 10000;

    private final @Nullable ModelShape base;
    private final Map<String, String> given;

    private ShapeParser(@Nullable ModelShape base, Map<String, String> given) {
        this.base = base;
        this.given = given;
    }

    static ModelShape parse(String text) {
        String[] parts = text.split(",", -1);
        String name = parts[0].strip();
        ModelShape base = name.equals(CUSTOM) ? null : preset(name);
        Map<String, String> given = new LinkedHashMap<>();
        for (int i = 1; i < parts.length; i++) {
            addPair(given, parts[i].strip());
        }
        return given.isEmpty() && base != null ? base : new ShapeParser(base, given).shape();
    }

    private static ModelShape preset(String name) {
        return ModelShape.PRESETS.stream()
                .filter(shape -> shape.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("shape must be one of "
                        + String.join(
                                ", ",
                                ModelShape.PRESETS.stream()
                                        .map(ModelShape::name)
                                        .toList()) + " or "
                        + CUSTOM + ", but is: " + name));
    }

    private static void addPair(Map<String, String> given, String pair) {
        int equals = pair.indexOf('=');
        if (equals < 0) {
            throw new IllegalArgumentException("shape must have the form NAME,KEY=VALUE,..., but has: " + pair);
        }
        String key = pair.substring(0, equals).strip();
        if (!KEYS.contains(key)) {
            throw new IllegalArgumentException(
                    "shape key must be one of " + String.join(", ", KEYS) + ", but is: " + key);
        }
        if (given.put(key, pair.substring(equals + 1).strip()) != null) {
            throw new IllegalArgumentException("shape key is given twice: " + key);
        }
    }

    private ModelShape shape() {
        int hidden = number("hidden", base == null ? null : base.hidden());
        int heads = number("heads", base == null ? null : base.heads());
        int kvHeads = number("kv-heads", base == null ? Integer.valueOf(heads) : Integer.valueOf(base.kvHeads()));
        return new ModelShape(
                base == null ? CUSTOM : base.name() + changes(),
                base == null ? CUSTOM : base.source() + ", changed",
                hidden,
                number("intermediate", base == null ? null : base.intermediate()),
                number("layers", base == null ? null : base.layers()),
                heads,
                kvHeads,
                headDim(hidden, heads),
                number("vocab", base == null ? null : base.vocab()),
                number("context", base == null ? DEFAULT_CONTEXT : base.context()),
                ropeTheta(),
                tied());
    }

    private String changes() {
        StringBuilder text = new StringBuilder();
        given.forEach((key, value) -> text.append(',').append(key).append('=').append(value));
        return text.toString();
    }

    private int headDim(int hidden, int heads) {
        if (given.containsKey("head-dim") || base != null) {
            return number("head-dim", base == null ? null : base.headDim());
        }
        if (heads < 1 || hidden % heads != 0) {
            throw new IllegalArgumentException(
                    "a whole head-dim needs hidden divisible by heads, but are: " + hidden + " and " + heads);
        }
        return hidden / heads;
    }

    private double ropeTheta() {
        String text = given.get("rope-theta");
        if (text == null) {
            return base == null ? DEFAULT_ROPE_THETA : base.ropeTheta();
        }
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("rope-theta must be a number, but is: " + text, e);
        }
    }

    private boolean tied() {
        String text = given.get("tied");
        if (text == null) {
            return base != null && base.tied();
        }
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("tied must be true or false, but is: " + text);
        }
        return text.equals("true");
    }

    private int number(String key, @Nullable Integer otherwise) {
        String text = given.get(key);
        if (text == null) {
            if (otherwise == null) {
                throw new IllegalArgumentException("a custom shape needs " + key + "=NUMBER");
            }
            return otherwise;
        }
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(key + " must be a whole number, but is: " + text, e);
        }
    }
}
