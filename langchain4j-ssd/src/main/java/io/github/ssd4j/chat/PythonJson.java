package io.github.ssd4j.chat;

import java.util.Collection;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code json.dumps(value, ensure_ascii=False, indent=indent)} as Python writes it: a blank after a comma and a colon,
 * keys in their given order. Models saw exactly this text in training, so a different blank is a different prompt.
 */
final class PythonJson {

    private static final int NO_INDENT = -1;
    private static final int CONTROL = 6; // characters of an escaped one
    private static final HexFormat HEX = HexFormat.of();

    private final StringBuilder out = new StringBuilder();
    private final TemplateBudget budget = TemplateBudget.current();
    private final int indent;

    private PythonJson(int indent) {
        this.indent = indent;
    }

    static String write(@Nullable Object value) {
        return write(value, NO_INDENT);
    }

    /** {@code indent}: blanks per level, or a negative number for one line. */
    static String write(@Nullable Object value, int indent) {
        PythonJson json = new PythonJson(indent);
        json.value(value, 0);
        return json.out.toString();
    }

    private void value(@Nullable Object value, int depth) {
        budget.nest(depth);
        budget.append(out, TemplateBudget.ELEMENT);
        if (value == null || value instanceof Boolean || value instanceof Number) {
            out.append(value);
        } else if (value instanceof CharSequence text) {
            string(text);
        } else if (value instanceof Map<?, ?> map) {
            dictionary(map, depth);
        } else if (value instanceof Collection<?> collection) {
            list(collection, depth);
        } else {
            throw ChatTemplateException.fault("tojson cannot write %s".formatted(PythonValues.typeName(value)), null);
        }
    }

    private void dictionary(Map<?, ?> map, int depth) {
        out.append('{');
        Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<?, ?> entry = entries.next();
            startLine(depth + 1);
            string(PythonValues.str(entry.getKey()));
            out.append(": ");
            value(entry.getValue(), depth + 1);
            comma(entries.hasNext());
        }
        close(map.isEmpty(), depth, '}');
    }

    private void list(Collection<?> collection, int depth) {
        out.append('[');
        Iterator<?> elements = collection.iterator();
        while (elements.hasNext()) {
            startLine(depth + 1);
            value(elements.next(), depth + 1);
            comma(elements.hasNext());
        }
        close(collection.isEmpty(), depth, ']');
    }

    private void startLine(int depth) {
        if (indent >= 0) {
            budget.append(out, (long) indent * depth);
            out.append('\n').append(" ".repeat(indent * depth));
        }
    }

    private void comma(boolean more) {
        if (more) {
            out.append(indent >= 0 ? "," : ", ");
        }
    }

    private void close(boolean empty, int depth, char bracket) {
        if (!empty) {
            startLine(depth);
        }
        out.append(bracket);
    }

    private void string(CharSequence text) {
        budget.append(out, text.length());
        out.append('"');
        text.chars().forEach(character -> escaped((char) character));
        out.append('"');
    }

    private void escaped(char character) {
        switch (character) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            default -> {
                if (character < ' ') {
                    budget.append(out, CONTROL);
                    out.append("\\u00").append(HEX.toHexDigits((byte) character));
                } else {
                    out.append(character);
                }
            }
        }
    }
}
