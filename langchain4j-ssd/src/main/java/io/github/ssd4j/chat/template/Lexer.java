package io.github.ssd4j.chat.template;

import com.google.errorprone.annotations.FormatMethod;
import io.github.ssd4j.chat.template.Token.Kind;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a template into tokens, with the white space rules of {@code trim_blocks} and {@code lstrip_blocks}: a newline after
 * a block or a comment is dropped, blanks between the start of a line and such a tag too, and a minus sign in a tag takes
 * all white space on its side.
 */
final class Lexer {

    private static final String[] OPERATORS = {
        "==", "!=", ">=", "<=", "//", "**", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{", "}", ">", "<", "=",
        ".", ":", "|", ",", ";"
    };

    private final String source;
    private final Deque<Token> tokens = new ArrayDeque<>();
    private final Deque<Character> brackets = new ArrayDeque<>();
    private int position;
    private boolean lineStarts = true;

    /** What ends the tag that is being read. */
    private @Nullable Kind end;

    private int tagStart;

    /** {@code source} as {@link #normalised} gives it. */
    Lexer(String source) {
        this.source = source;
    }

    /** Reads no further than it must: of a hostile template most is never read. */
    Token next() {
        while (tokens.isEmpty()) {
            advance();
        }
        return tokens.removeFirst();
    }

    /** Newlines are those of Unix, and the last one is dropped. */
    static String normalised(String template) {
        String text = template.replace("\r\n", "\n").replace('\r', '\n');
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }

    private void advance() {
        if (end != null) {
            inside(end);
        } else if (position == source.length()) {
            add(Kind.END, "", position);
        } else {
            int tag = nextTag();
            if (tag >= 0) {
                tag(tag);
            } else {
                add(Kind.DATA, source.substring(position), position);
                position = source.length();
            }
        }
    }

    private int nextTag() {
        for (int i = source.indexOf('{', position); i >= 0; i = source.indexOf('{', i + 1)) {
            if (i + 1 < source.length() && "{%#".indexOf(source.charAt(i + 1)) >= 0) {
                return i;
            }
        }
        return -1;
    }

    private void tag(int tag) {
        char kind = source.charAt(tag + 1);
        char sign = signAt(tag + 2);
        data(source.substring(position, tag), position, sign, kind == '{');
        position = tag + 2 + (sign == ' ' ? 0 : 1);
        lineStarts = false;
        switch (kind) {
            case '#' -> comment(tag);
            case '%' -> {
                if (!raw(tag)) {
                    open(Kind.BLOCK_BEGIN, Kind.BLOCK_END, tag);
                }
            }
            default -> open(Kind.VARIABLE_BEGIN, Kind.VARIABLE_END, tag);
        }
    }

    private char signAt(int index) {
        char sign = index < source.length() ? source.charAt(index) : ' ';
        return sign == '-' || sign == '+' ? sign : ' ';
    }

    private void data(String text, int start, char sign, boolean variable) {
        String kept = text;
        if (sign == '-') {
            kept = Text.stripTrailing(text);
        } else if (sign != '+' && !variable) {
            int line = text.lastIndexOf('\n') + 1;
            if ((line > 0 || lineStarts) && line < text.length() && Text.isBlank(text, line)) {
                kept = text.substring(0, line);
            }
        }
        if (!kept.isEmpty()) {
            add(Kind.DATA, kept, start);
        }
    }

    private void comment(int tag) {
        int end = source.indexOf("#}", position);
        if (end < 0) {
            if (isAtEnd()) {
                return;
            }
            throw fault(tag, "the comment is not closed");
        }
        char sign = end > position ? source.charAt(end - 1) : ' ';
        position = end + 2;
        after(sign);
    }

    /** Jinja looks for the end of a comment or a raw block only where something follows its beginning. */
    private boolean isAtEnd() {
        if (position < source.length() && "-+".indexOf(source.charAt(position)) >= 0) {
            position++;
        }
        return position == source.length();
    }

    /** What follows a tag that ends at {@link #position}: white space or a newline is dropped. */
    private void after(char sign) {
        if (sign == '-') {
            skipSpace();
        } else if (sign != '+' && position < source.length() && source.charAt(position) == '\n') {
            position++;
        }
        lineStarts = source.charAt(position - 1) == '\n';
    }

    private void skipSpace() {
        while (position < source.length() && Text.isSpace(source.charAt(position))) {
            position++;
        }
    }

    /** Whether a raw block begins here; if so, its text becomes data. */
    private boolean raw(int tag) {
        int start = position;
        skipSpace();
        if (!source.startsWith("raw", position)) {
            position = start;
            return false;
        }
        position += 3;
        skipSpace();
        boolean stripped = source.startsWith("-%}", position);
        if (!stripped && !source.startsWith("%}", position)) {
            position = start;
            return false;
        }
        position += stripped ? 3 : 2;
        if (stripped) {
            skipSpace();
        }
        lineStarts = source.charAt(position - 1) == '\n';
        rawText(tag);
        return true;
    }

    private void rawText(int tag) {
        int start = position;
        if (start == source.length()) {
            return;
        }
        for (int end = source.indexOf("{%", start); end >= 0; end = source.indexOf("{%", end + 1)) {
            char sign = signAt(end + 2);
            position = end + 2 + (sign == ' ' ? 0 : 1);
            skipSpace();
            if (source.startsWith("endraw", position)) {
                position += 6;
                skipSpace();
                char last = signAt(position);
                position += last == ' ' ? 0 : 1;
                if (source.startsWith("%}", position)) {
                    data(source.substring(start, end), start, sign, false);
                    position += 2;
                    after(last);
                    return;
                }
            }
        }
        throw fault(tag, "the raw block is not closed");
    }

    private void open(Kind begin, Kind closing, int tag) {
        add(begin, "", tag);
        end = closing;
        tagStart = tag;
    }

    /** Reads one token of a tag. */
    private void inside(Kind closing) {
        skipSpace();
        if (position >= source.length()) {
            throw fault(tagStart, "the tag is not closed");
        }
        if (brackets.isEmpty() && closes(closing, closing == Kind.BLOCK_END ? "%}" : "}}")) {
            end = null;
            return;
        }
        char c = source.charAt(position);
        if (c >= '0' && c <= '9') {
            number();
        } else if (isWord(c)) {
            name();
        } else if (c == '\'' || c == '"') {
            string(c);
        } else {
            operator();
        }
    }

    private boolean closes(Kind closing, String close) {
        char sign = signAt(position);
        if (sign == '+' && closing == Kind.VARIABLE_END) {
            return false;
        }
        int at = position + (sign == ' ' ? 0 : 1);
        if (!source.startsWith(close, at)) {
            return false;
        }
        add(closing, "", position);
        position = at + 2;
        if (closing == Kind.BLOCK_END || sign == '-') {
            after(sign);
        } else {
            lineStarts = false;
        }
        return true;
    }

    private static boolean isWord(char c) {
        return c == '_' || Character.isLetterOrDigit(c) || Character.isSurrogate(c);
    }

    private void name() {
        int start = position;
        while (position < source.length() && isWord(source.charAt(position))) {
            position++;
        }
        String name = source.substring(start, position);
        if (name.codePoints().anyMatch(c -> c != '_' && !Character.isUnicodeIdentifierPart(c))
                || !(name.charAt(0) == '_' || Character.isUnicodeIdentifierStart(name.codePointAt(0)))) {
            throw fault(start, "invalid character in the name '%s'", name);
        }
        add(Kind.NAME, name, start);
    }

    private void number() {
        int start = position;
        int radix = radix();
        if (radix != 10) {
            int digits = position + 2;
            position = digits(digits, radix, true);
            add(Kind.INTEGER, whole(source.substring(digits, position), radix), start);
            return;
        }
        int end = digits(position, 10, false);
        int fraction = end < source.length() && source.charAt(end) == '.' ? digits(end + 1, 10, false) : end;
        int mantissa = fraction > end + 1 ? fraction : end;
        int exponent = exponent(mantissa);
        boolean afterDot = start > 0 && source.charAt(start - 1) == '.';
        if (Math.max(mantissa, exponent) > end && !afterDot) {
            position = Math.max(mantissa, exponent);
            String digits = source.substring(start, position).replace("_", "");
            add(Kind.FLOAT, Double.parseDouble(digits), start);
            return;
        }
        if (source.charAt(start) == '0') {
            end = start + 1;
            while (end < source.length() && (source.charAt(end) == '0' || source.startsWith("_0", end))) {
                end++;
            }
        }
        position = end;
        add(Kind.INTEGER, whole(source.substring(start, end), 10), start);
    }

    private int radix() {
        char mark = position + 1 < source.length() ? Character.toLowerCase(source.charAt(position + 1)) : ' ';
        int radix = source.charAt(position) != '0' ? 10 : mark == 'x' ? 16 : mark == 'o' ? 8 : mark == 'b' ? 2 : 10;
        return radix != 10 && digits(position + 2, radix, true) > position + 2 ? radix : 10;
    }

    /** The end of the digits at {@code from}, with single underscores between them. */
    private int digits(int from, int radix, boolean leadingUnderscore) {
        int i = from;
        while (i < source.length()) {
            boolean underscore = source.charAt(i) == '_' && (i > from || leadingUnderscore);
            int digit = i + (underscore ? 1 : 0);
            if (digit >= source.length()
                    || source.charAt(digit) > 'f'
                    || Character.digit(source.charAt(digit), radix) < 0) {
                break;
            }
            i = digit + 1;
        }
        return i;
    }

    private int exponent(int from) {
        if (from >= source.length() || Character.toLowerCase(source.charAt(from)) != 'e') {
            return from;
        }
        int digits = from + 1 + (signAt(from + 1) == ' ' ? 0 : 1);
        int end = digits(digits, 10, false);
        return end > digits ? end : from;
    }

    private static Object whole(String digits, int radix) {
        if (digits.length() > Budget.MAX_DIGITS) {
            throw TemplateException.limit("has a number of more than %d digits", Budget.MAX_DIGITS);
        }
        return Numbers.whole(new BigInteger(digits.replace("_", ""), radix));
    }

    private void string(char quote) {
        int end = position + 1;
        while (end < source.length() && source.charAt(end) != quote) {
            end += source.charAt(end) == '\\' ? 2 : 1;
        }
        if (end >= source.length()) {
            throw fault(position, "the string is not closed");
        }
        try {
            add(Kind.STRING, Escapes.read(source.substring(position + 1, end)), position);
        } catch (IllegalArgumentException e) {
            throw fault(position, "the string has an invalid escape: %s", String.valueOf(e.getMessage()));
        }
        position = end + 1;
    }

    private void operator() {
        for (String operator : OPERATORS) {
            if (source.startsWith(operator, position)) {
                balance(operator.charAt(0));
                add(Kind.OPERATOR, operator, position);
                position += operator.length();
                return;
            }
        }
        throw fault(position, "unexpected character '%s'", Character.toString(source.codePointAt(position)));
    }

    private void balance(char bracket) {
        int closing = "([{".indexOf(bracket);
        if (closing >= 0) {
            brackets.push(")]}".charAt(closing));
        } else if (")]}".indexOf(bracket) >= 0 && (brackets.isEmpty() || brackets.pop() != bracket)) {
            throw fault(position, "unexpected '%s'", String.valueOf(bracket));
        }
    }

    private void add(Kind kind, Object value, int start) {
        tokens.add(new Token(kind, value, start));
    }

    @FormatMethod
    private TemplateException fault(int at, String message, Object... arguments) {
        return TemplateException.fault(message, arguments).at(source, at);
    }
}
