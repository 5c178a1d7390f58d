package io.github.ssd4j.chat.template;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** {@code repr(value)}: how Python shows a value. */
final class Repr {

    private final StringBuilder out = new StringBuilder();
    private final Budget budget;

    private Repr(Budget budget) {
        this.budget = budget;
    }

    static String of(Object value, Budget budget) {
        Repr repr = new Repr(budget);
        repr.value(value, 0);
        return repr.out.toString();
    }

    private void value(Object value, int depth) {
        Budget.nest(depth);
        budget.step();
        if (value == None.NONE) {
            write("None");
        } else if (value instanceof Boolean flag) {
            write(flag ? "True" : "False");
        } else if (value instanceof Number) {
            write(Numbers.text(value));
        } else if (value instanceof String text) {
            write(quoted(text));
        } else if (value instanceof Markup markup) {
            write("Markup(" + quoted(markup.text()) + ")");
        } else if (value instanceof Range range) {
            write("range(%d, %d%s)".formatted(range.start, range.stop, range.step == 1 ? "" : ", " + range.step));
        } else if (value instanceof Tuple tuple) {
            elements("(", tuple.iterator(), tuple.size() == 1 ? ",)" : ")", depth);
        } else if (value instanceof List<?> list) {
            elements("[", list.iterator(), "]", depth);
        } else if (value instanceof SetValue set) {
            elements(set.isEmpty() ? "set(" : "{", set.iterator(), set.isEmpty() ? ")" : "}", depth);
        } else if (value instanceof Dict dict) {
            items("{", dict.items().iterator(), "}", depth);
        } else if (value instanceof DictView view) {
            elements("dict_" + view.name() + "([", view.elements().iterator(), "])", depth);
        } else if (value instanceof Namespace namespace) {
            items("<Namespace {", namespace.attributes.entrySet().iterator(), "}>", depth);
        } else {
            write(value instanceof Undefined ? "Undefined" : other(value));
        }
    }

    private static String other(Object value) {
        if (value instanceof Generator) {
            return "<generator object at 0x0>";
        }
        return value instanceof Macro
                        || value instanceof LoopContext
                        || value instanceof SelfReference
                        || value instanceof ComplexNumber
                        || value instanceof Bytes
                ? value.toString()
                : "<" + Values.described(value) + ">";
    }

    private void write(String text) {
        budget.make(text.length());
        out.append(text);
    }

    private void elements(String open, Iterator<?> elements, String close, int depth) {
        write(open);
        while (elements.hasNext()) {
            value(elements.next(), depth + 1);
            if (elements.hasNext()) {
                write(", ");
            }
        }
        write(close);
    }

    private void items(String open, Iterator<? extends Map.Entry<?, Object>> items, String close, int depth) {
        write(open);
        while (items.hasNext()) {
            Map.Entry<?, Object> item = items.next();
            value(item.getKey(), depth + 1);
            write(": ");
            value(item.getValue(), depth + 1);
            if (items.hasNext()) {
                write(", ");
            }
        }
        write(close);
    }

    static String quoted(String text) {
        char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        StringBuilder out = new StringBuilder(text.length() + 2).append(quote);
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (c == quote || c == '\\') {
                out.append('\\').append((char) c);
            } else if (isPrintable(c)) {
                out.appendCodePoint(c);
            } else {
                out.append(escape(c));
            }
        }
        return out.append(quote).toString();
    }

    private static String escape(int c) {
        return switch (c) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default ->
                c < 0x100 ? "\\x%02x".formatted(c) : c < 0x10000 ? "\\u%04x".formatted(c) : "\\U%08x".formatted(c);
        };
    }

    /** Marked characters are halves of surrogate pairs, and count as printable. */
    static boolean isPrintable(int c) {
        if (c == ' ' || (c > ' ' && c < 0x7F)) {
            return true;
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SPACE_SEPARATOR -> false;
            default -> true;
        };
    }
}
