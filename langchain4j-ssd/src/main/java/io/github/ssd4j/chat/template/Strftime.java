package io.github.ssd4j.chat.template;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The directives of C's {@code strftime} that date lines of prompts use. */
final class Strftime {

    private static final Pattern DIRECTIVE = Pattern.compile("%(-?)(.)");

    private Strftime() {}

    static String format(LocalDateTime time, String format, Locale locale) {
        return DIRECTIVE
                .matcher(format)
                .replaceAll(found -> Matcher.quoteReplacement(
                        directive(time, found.group(2).charAt(0), found.group(1).isEmpty(), locale)));
    }

    private static String directive(LocalDateTime time, char directive, boolean padded, Locale locale) {
        String pattern =
                switch (directive) {
                    case 'd' -> padded ? "dd" : "d";
                    case 'm' -> padded ? "MM" : "M";
                    case 'H' -> padded ? "HH" : "H";
                    case 'I' -> padded ? "hh" : "h";
                    case 'M' -> padded ? "mm" : "m";
                    case 'S' -> padded ? "ss" : "s";
                    case 'j' -> padded ? "DDD" : "D";
                    case 'Y' -> "yyyy";
                    case 'y' -> "yy";
                    case 'b' -> "MMM";
                    case 'B' -> "MMMM";
                    case 'a' -> "EEE";
                    case 'A' -> "EEEE";
                    case 'p' -> "a";
                    case 'F' -> "yyyy-MM-dd";
                    case 'T' -> "HH:mm:ss";
                    case '%' -> "'%'";
                    default ->
                        throw TemplateException.fault("strftime_now does not know the directive %%%s", directive);
                };
        return DateTimeFormatter.ofPattern(pattern, locale).format(time);
    }
}
