package io.github.ssd4j.evaluation.load;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a time as people write it: {@code 500ms}, {@code 2s}, {@code 5m}, {@code 1h30m}, {@code 0s}. */
final class TimeConverter implements ITypeConverter<Duration> {

    private static final Pattern MILLIS = Pattern.compile("\\d{1,9}ms");
    private static final Pattern TIME = Pattern.compile("(?=\\d)(\\d{1,4}h)?(\\d{1,6}m)?(\\d{1,8}(\\.\\d{1,3})?s)?");

    @Override
    public Duration convert(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (MILLIS.matcher(lower).matches()) {
            return Duration.ofMillis(Long.parseLong(lower.substring(0, lower.length() - 2)));
        }
        if (!TIME.matcher(lower).matches()) {
            throw new TypeConversionException("must be a time such as 500ms, 2s, 5m or 1h30m, but is: " + text);
        }
        return Duration.parse("PT" + lower);
    }
}
