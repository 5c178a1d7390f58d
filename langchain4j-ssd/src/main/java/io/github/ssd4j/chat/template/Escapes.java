package io.github.ssd4j.chat.template;

import io.github.ssd4j.internal.Surrogates;

/** The escapes of Python's string literals. */
final class Escapes {

    private Escapes() {}

    /**
     * The text that a literal stands for.
     *
     * @throws IllegalArgumentException when an escape is cut off
     */
    static String read(String literal) {
        if (literal.indexOf('\\') < 0) {
            return literal;
        }
        StringBuilder text = new StringBuilder(literal.length());
        for (int i = 0; i < literal.length(); ) {
            char c = literal.charAt(i);
            if (c != '\\' || i + 1 == literal.length()) {
                text.append(c);
                i++;
            } else {
                i = escape(literal, i + 1, text);
            }
        }
        return Surrogates.replaceLone(text.toString());
    }

    /** Appends what stands after the backslash before {@code i}, and returns where to go on. */
    private static int escape(String literal, int i, StringBuilder text) {
        char kind = literal.charAt(i);
        int simple = "\\'\"abfnrtv".indexOf(kind);
        if (simple >= 0) {
            text.append("\\'\"\u0007\b\f\n\r\t\u000B".charAt(simple));
            return i + 1;
        }
        if (kind >= '0' && kind <= '7') {
            int end = i;
            while (end < Math.min(i + 3, literal.length()) && "01234567".indexOf(literal.charAt(end)) >= 0) {
                end++;
            }
            text.append((char) Integer.parseInt(literal, i, end, 8));
            return end;
        }
        return switch (kind) {
            case '\n' -> i + 1; // a backslash at the end of a line joins it with the next
            case 'x' -> hexadecimal(literal, i + 1, 2, text);
            case 'u' -> hexadecimal(literal, i + 1, 4, text);
            case 'U' -> hexadecimal(literal, i + 1, 8, text);
            case 'N' -> named(literal, i + 1, text);
            default -> {
                text.append('\\').append(kind);
                yield i + 1;
            }
        };
    }

    private static int hexadecimal(String literal, int from, int digits, StringBuilder text) {
        int end = from + digits;
        if (end > literal.length() || !literal.substring(from, end).matches("[0-9a-fA-F]+")) {
            throw new IllegalArgumentException("truncated \\x escape");
        }
        long code = Long.parseLong(literal, from, end, 16);
        if (code > Character.MAX_CODE_POINT) {
            throw new IllegalArgumentException("illegal Unicode character");
        }
        text.appendCodePoint((int) code);
        return end;
    }

    private static int named(String literal, int from, StringBuilder text) {
        int end = literal.startsWith("{", from) ? literal.indexOf('}', from) : -1;
        if (end < 0) {
            throw new IllegalArgumentException("malformed \\N character escape");
        }
        text.appendCodePoint(Character.codePointOf(literal.substring(from + 1, end)));
        return end + 1;
    }
}
