package io.github.ssd4j.chat;

import com.hubspot.jinjava.el.ext.ExtendedScanner;
import java.util.Set;
import jinjava.de.odysseus.el.tree.impl.Scanner;
import org.jspecify.annotations.Nullable;

/** Words and string literals as Python reads them. */
final class PythonScanner extends ExtendedScanner {

    /** Words of Java's expression language that are ordinary names in Jinja. */
    private static final Set<String> NAMES =
            Set.of("empty", "div", "mod", "eq", "ne", "lt", "gt", "le", "ge", "null", "instanceof");

    PythonScanner(String input) {
        super(input);
    }

    @Override
    protected Scanner.@Nullable Token keyword(String word) {
        return NAMES.contains(word) ? null : super.keyword(word);
    }

    @Override
    protected Scanner.Token nextString() throws ScanException {
        String input = getInput();
        char quote = input.charAt(getPosition());
        StringBuilder text = new StringBuilder();
        int i = getPosition() + 1;
        while (i < input.length() && input.charAt(i) != quote) {
            i += input.charAt(i) == '\\' && i + 1 < input.length() ? escape(input, i, text) : plain(input, i, text);
        }
        if (i >= input.length()) {
            throw new ScanException(getPosition(), "unterminated string", String.valueOf(quote));
        }
        return token(Scanner.Symbol.STRING, text.toString(), i + 1 - getPosition());
    }

    private static int plain(String input, int i, StringBuilder text) {
        text.append(input.charAt(i));
        return 1;
    }

    /** Appends what the escape at {@code i} stands for and returns its length; an unknown one stays as it is. */
    private static int escape(String input, int i, StringBuilder text) {
        char kind = input.charAt(i + 1);
        int digits = kind == 'x' ? 2 : kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
        if (digits > 0 && i + 2 + digits <= input.length()) {
            text.appendCodePoint(Integer.parseInt(input, i + 2, i + 2 + digits, 16));
            return 2 + digits;
        }
        switch (kind) {
            case 'n' -> text.append('\n');
            case 't' -> text.append('\t');
            case 'r' -> text.append('\r');
            case 'b' -> text.append('\b');
            case 'f' -> text.append('\f');
            case '\\', '\'', '"' -> text.append(kind);
            case '\n' -> {} // A backslash at the end of a line joins it with the next.
            default -> text.append('\\').append(kind);
        }
        return 2;
    }
}
