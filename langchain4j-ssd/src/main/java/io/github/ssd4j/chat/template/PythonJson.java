package io.github.ssd4j.chat.template;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code json.dumps(value, ensure_ascii=False)} as Python writes it: a blank after a comma and a colon, keys in their given
 * order. Models saw exactly this text in training, so a different blank is a different prompt.
 */
public final class PythonJson {

    /**
     * How it is written.
     *
     * @param indent stands before each level; null for one line
     */
    record Style(boolean ascii, @Nullable String indent, String comma, String colon, boolean sorted) {

        static final Style ONE_LINE = new Style(false, null, ", ", ": ", false);
    }

    private final StringBuilder out = new StringBuilder();
    private final Budget budget;
    private final Style style;

    private PythonJson(Style style, Budget budget) {
        this.style = style;
        this.budget = budget;
    }

    /** A value of Java, in one line. */
    public static String write(@Nullable Object value) {
        Budget budget = new Budget(0);
        return write(Values.of(value, budget), Style.ONE_LINE, budget);
    }

    static String write(Object value, Style style, Budget budget) {
        PythonJson json = new PythonJson(style, budget);
        json.value(value, 0);
        return json.out.toString();
    }

    private void value(Object value, int depth) {
        Budget.nest(depth);
        budget.step();
        if (value == None.NONE) {
            append("null");
        } else if (value instanceof Double number) {
            append(
                    Double.isNaN(number)
                            ? "NaN"
                            : Double.isInfinite(number) ? number > 0 ? "Infinity" : "-Infinity" : Numbers.text(value));
        } else if (Numbers.isNumber(value)) {
            append(value instanceof Boolean ? value.toString() : Numbers.text(value));
        } else if (Values.isText(value)) {
            string(value.toString());
        } else if (value instanceof Dict dict) {
            dictionary(dict, depth);
        } else if (value instanceof List<?> list && !(value instanceof Range)) {
            list(list, depth);
        } else {
            throw TemplateException.fault("tojson cannot write %s", Values.described(value));
        }
    }

    private void append(String text) {
        budget.make(text.length());
        out.append(text);
    }

    private void dictionary(Dict dict, int depth) {
        out.append('{');
        List<Map.Entry<Object, Object>> items = new java.util.ArrayList<>(dict.items());
        if (style.sorted) {
            items.sort((one, other) -> Order.comparator(budget).compare(one.getKey(), other.getKey()));
        }
        Iterator<Map.Entry<Object, Object>> entries = items.iterator();
        while (entries.hasNext()) {
            Map.Entry<Object, Object> entry = entries.next();
            startLine(depth + 1);
            string(key(entry.getKey()));
            append(style.colon);
            value(entry.getValue(), depth + 1);
            comma(entries.hasNext());
        }
        close(dict.size() == 0, depth, '}');
    }

    private String key(Object key) {
        if (Values.isText(key)) {
            return key.toString();
        }
        if (key != None.NONE && !Numbers.isNumber(key)) {
            throw TemplateException.fault("tojson cannot write %s as a key", Values.described(key));
        }
        return write(key, Style.ONE_LINE, budget);
    }

    private void list(List<?> list, int depth) {
        out.append('[');
        Iterator<?> elements = list.iterator();
        while (elements.hasNext()) {
            startLine(depth + 1);
            value(elements.next(), depth + 1);
            comma(elements.hasNext());
        }
        close(list.isEmpty(), depth, ']');
    }

    private void startLine(int depth) {
        if (style.indent != null) {
            budget.make((long) style.indent.length() * depth + 1);
            out.append('\n').append(style.indent.repeat(depth));
        }
    }

    private void comma(boolean more) {
        if (more) {
            append(style.comma);
        }
    }

    private void close(boolean empty, int depth, char bracket) {
        if (!empty) {
            startLine(depth);
        }
        out.append(bracket);
    }

    private void string(String text) {
        budget.make(text.length());
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            escaped(text.charAt(i));
        }
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
                if (character < ' ' || (style.ascii && character > '~')) {
                    append("\\u%04x".formatted((int) character));
                } else {
                    out.append(character);
                }
            }
        }
    }
}
