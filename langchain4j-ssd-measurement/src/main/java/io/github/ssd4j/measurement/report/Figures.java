package io.github.ssd4j.measurement.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers as a reader wants them: three significant digits, decimal units, a point in every locale. */
public final class Figures {

    private static final String[] BYTE_UNITS = {"B", "kB", "MB", "GB", "TB"};

    private Figures() {}

    /** The value with three significant digits and no exponent: 0.0123, 1.23, 12.3, 123, 1235. */
    public static String number(double value) {
        BigDecimal exact = BigDecimal.valueOf(value);
        BigDecimal rounded = exact.round(new MathContext(3, RoundingMode.HALF_UP));
        if (rounded.signum() == 0) {
            return "0";
        }
        int digitsBeforePoint = rounded.precision() - rounded.scale();
        int decimals = Math.max(0, 3 - digitsBeforePoint);
        return exact.setScale(decimals, RoundingMode.HALF_UP).toPlainString();
    }

    /** The value with exactly two decimals, as ratios are shown: 1.00, 0.53. */
    public static String ratio(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    /** A share as whole percent: 0.713 is {@code 71 %}. */
    public static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", share * 100);
    }

    /** A number of bytes in decimal units: 269030016 is {@code 269 MB}. */
    public static String bytes(long bytes) {
        double value = (double) bytes;
        int unit = 0;
        while (value >= 999.5 && unit < BYTE_UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        return (unit == 0 ? String.format(Locale.ROOT, "%.0f", value) : number(value)) + " " + BYTE_UNITS[unit];
    }

    /** A count with a letter for thousands, millions or billions: 134515008 is {@code 135M}. */
    public static String count(long count) {
        if (count < 1000) {
            return String.valueOf(count);
        }
        if (count < 999_500) {
            return number(count / 1e3) + "k";
        }
        return count < 999_500_000 ? number(count / 1e6) + "M" : number(count / 1e9) + "B";
    }

    /** A length of time for a person: {@code 9 s}, {@code 3:05 min}, {@code 1:02:03 h}. */
    public static String duration(double seconds) {
        long whole = Math.max(0, Math.round(seconds));
        if (whole < 60) {
            return whole + " s";
        }
        if (whole < 3600) {
            return String.format(Locale.ROOT, "%d:%02d min", whole / 60, whole % 60);
        }
        return String.format(Locale.ROOT, "%d:%02d:%02d h", whole / 3600, whole / 60 % 60, whole % 60);
    }
}
