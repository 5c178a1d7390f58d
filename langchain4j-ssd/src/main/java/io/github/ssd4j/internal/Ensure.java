package io.github.ssd4j.internal;

import com.google.errorprone.annotations.FormatMethod;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Checks of arguments, in the message grammar of LangChain4j: the name, the rule and the value.
 *
 * <p>Every check returns the value it was given, so that it can stand where the value is assigned, and throws {@link
 * IllegalArgumentException} when the rule is broken.
 */
public final class Ensure {

    private Ensure() {}

    public static <T> T notNull(@Nullable T value, String name) {
        if (value == null) {
            throw new IllegalArgumentException("%s cannot be null".formatted(name));
        }
        return value;
    }

    public static String notBlank(@Nullable String value, String name) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("%s cannot be null or blank".formatted(name));
        }
        return value;
    }

    public static int positive(int value, String name) {
        that(value > 0, "%s must be greater than zero, but is: %s", name, value);
        return value;
    }

    public static long positive(long value, String name) {
        that(value > 0, "%s must be greater than zero, but is: %s", name, value);
        return value;
    }

    public static Duration positive(Duration value, String name) {
        that(!value.isNegative() && !value.isZero(), "%s must be greater than zero, but is: %s", name, value);
        return value;
    }

    public static int notNegative(int value, String name) {
        that(value >= 0, "%s must not be negative, but is: %s", name, value);
        return value;
    }

    public static long notNegative(long value, String name) {
        that(value >= 0, "%s must not be negative, but is: %s", name, value);
        return value;
    }

    /** Both bounds are allowed values. */
    public static int between(int value, int min, int max, String name) {
        that(min <= value && value <= max, "%s must be between %s and %s, but is: %s", name, min, max, value);
        return value;
    }

    /** Both bounds are allowed values; {@code NaN} is not. */
    public static double between(double value, double min, double max, String name) {
        that(min <= value && value <= max, "%s must be between %s and %s, but is: %s", name, min, max, value);
        return value;
    }

    /** The rule that has no name of its own here: {@code format} says what is expected and what was found. */
    @FormatMethod
    public static void that(boolean condition, String format, @Nullable Object... args) {
        if (!condition) {
            throw new IllegalArgumentException(format.formatted(args));
        }
    }
}
