package io.github.ssd4j.search.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a time as people write it: {@code 90s}, {@code 5m}, {@code 1h30m}. */
final class BudgetConverter implements ITypeConverter<Duration> {

    private static final Pattern TIME = Pattern.compile("(?=\\d)(\\d{1,4}h)?(\\d{1,6}m)?(\\d{1,8}s)?");

    @Override
    public Duration convert(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        Duration time = TIME.matcher(lower).matches() ? Duration.parse("PT" + lower) : Duration.ZERO;
        if (time.isZero()) {
            throw new TypeConversionException("must be a time such as 90s, 5m or 1h30m, but is: " + text);
        }
        return time;
    }
}
