package io.github.ssd4j.chat.template;

import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/** Upper and lower case, and kinds of characters, as Python knows them. */
final class TextCase {

    static final Map<String, Predicate<String>> PREDICATES = Map.ofEntries(
            Map.entry("isalnum", all(c -> Character.isLetter(c) || isNumeric(c))),
            Map.entry("isalpha", all(Character::isLetter)),
            Map.entry("isascii", text -> text.chars().allMatch(c -> c < 0x80)),
            Map.entry("isdecimal", all(Character::isDigit)),
            Map.entry("isdigit", all(c -> Character.isDigit(c) || isDigitSign(c))),
            Map.entry("isnumeric", all(TextCase::isNumeric)),
            Map.entry("isprintable", text -> text.codePoints().allMatch(Repr::isPrintable)),
            Map.entry("isspace", all(Text::isSpace)),
            Map.entry("islower", text -> isCase(text, true)),
            Map.entry("isupper", text -> isCase(text, false)),
            Map.entry("istitle", TextCase::isTitle),
            Map.entry("isidentifier", TextCase::isIdentifier));

    private TextCase() {}

    private static Predicate<String> all(IntPredicate predicate) {
        return text -> !text.isEmpty() && text.codePoints().allMatch(predicate);
    }

    private static boolean isNumeric(int c) {
        int type = Character.getType(c);
        return type == Character.DECIMAL_DIGIT_NUMBER
                || type == Character.LETTER_NUMBER
                || type == Character.OTHER_NUMBER;
    }

    private static boolean isDigitSign(int c) {
        return c == 0xB2
                || c == 0xB3
                || c == 0xB9
                || c == 0x2070
                || (c >= 0x2074 && c <= 0x2079)
                || (c >= 0x2080 && c <= 0x2089)
                || (c >= 0x2460 && c <= 0x2468);
    }

    private static boolean isUpper(int c) {
        return Character.isUpperCase(c) || Character.isTitleCase(c);
    }

    private static boolean isCased(int c) {
        return Character.isLowerCase(c) || isUpper(c);
    }

    private static boolean isCase(String text, boolean lower) {
        return text.codePoints().anyMatch(TextCase::isCased)
                && text.codePoints()
                        .noneMatch(c -> lower ? isUpper(c) : Character.isLowerCase(c) || Character.isTitleCase(c));
    }

    private static boolean isTitle(String text) {
        boolean any = false;
        boolean inWord = false;
        for (int c : text.codePoints().toArray()) {
            if (isUpper(c) ? inWord : Character.isLowerCase(c) && !inWord) {
                return false;
            }
            inWord = isCased(c);
            any |= inWord;
        }
        return any;
    }

    private static boolean isIdentifier(String text) {
        return !text.isEmpty()
                && (text.charAt(0) == '_' || Character.isUnicodeIdentifierStart(text.codePointAt(0)))
                && text.codePoints().allMatch(c -> c == '_' || Character.isUnicodeIdentifierPart(c));
    }

    static String upper(String text) {
        return text.toUpperCase(Locale.ROOT);
    }

    static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    static String capitalized(String text) {
        if (text.isEmpty()) {
            return text;
        }
        int end = text.offsetByCodePoints(0, 1);
        return title(text.substring(0, end)) + lower(text.substring(end));
    }

    private static String title(String character) {
        String upper = upper(character);
        if (upper.codePointCount(0, upper.length()) > 1) {
            int end = upper.offsetByCodePoints(0, 1);
            return upper.substring(0, end) + lower(upper.substring(end));
        }
        return Character.toString(Character.toTitleCase(character.codePointAt(0)));
    }

    static String titled(String text) {
        StringBuilder out = new StringBuilder(text.length());
        boolean inWord = false;
        for (int c : text.codePoints().toArray()) {
            String character = Character.toString(c);
            out.append(inWord ? lower(character) : title(character));
            inWord = isCased(c);
        }
        return out.toString();
    }

    static String swapped(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            String character = Character.toString(c);
            out.append(
                    Character.isLowerCase(c)
                            ? upper(character)
                            : Character.isUpperCase(c) ? lower(character) : character);
        });
        return out.toString();
    }

    static String withoutTabs(String text, long size, Budget budget) {
        StringBuilder out = new StringBuilder();
        long column = 0;
        for (int c : text.codePoints().toArray()) {
            if (c == '\t') {
                long blanks = size <= 0 ? 0 : size - column % size;
                budget.make(blanks);
                out.append(" ".repeat((int) blanks));
                column += blanks;
            } else {
                out.appendCodePoint(c);
                column = c == '\n' || c == '\r' ? 0 : column + 1;
            }
        }
        return out.toString();
    }

    static String translated(String text, Object table, Budget budget) {
        StringBuilder out = new StringBuilder();
        for (int c : text.codePoints().toArray()) {
            Object value = Attributes.element(table, (long) c);
            String part = value == None.MISSING
                    ? Character.toString(c)
                    : value instanceof Long code
                            ? Character.toString(code.intValue())
                            : value == None.NONE ? "" : StringMethods.string(value, "translate");
            budget.make(part.length());
            out.append(part);
        }
        return out.toString();
    }
}
