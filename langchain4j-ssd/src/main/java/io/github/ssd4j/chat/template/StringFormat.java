package io.github.ssd4j.chat.template;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code text.format(values)}, within the limits of Jinja's sandbox. */
final class StringFormat {

    private static final Pattern PATH = Pattern.compile("\\.([^.\\[\\]]+)|\\[([^\\]]+)\\]");
    private static final int MAX_DEPTH = 2;

    private final Run run;
    private final Arguments values;
    private final boolean escaped;
    private int automatic;
    private boolean numbered;

    /** {@code escaped}: whether the values are escaped for HTML. */
    StringFormat(Run run, Arguments values, boolean escaped) {
        this.run = run;
        this.values = values;
        this.escaped = escaped;
    }

    String format(String text) {
        return format(text, MAX_DEPTH);
    }

    private String format(String text, int depth) {
        if (depth == 0) {
            throw TemplateException.fault("the format nests too deep");
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean doubled = i + 1 < text.length() && text.charAt(i + 1) == c;
            if ((c == '{' || c == '}') && doubled) {
                out.append(c);
                i++;
            } else if (c == '{') {
                int end = end(text, i);
                out.append(field(text.substring(i + 1, end), depth));
                i = end;
            } else if (c == '}') {
                throw TemplateException.fault("a single '}' stands in the format");
            } else {
                out.append(c);
            }
        }
        run.budget.make(out.length());
        return out.toString();
    }

    private static int end(String text, int start) {
        int open = 0;
        for (int i = start; i < text.length(); i++) {
            open += text.charAt(i) == '{' ? 1 : text.charAt(i) == '}' ? -1 : 0;
            if (open == 0) {
                return i;
            }
        }
        throw TemplateException.fault("a field of the format is not closed");
    }

    private String field(String field, int depth) {
        int colon = -1;
        int conversion = -1;
        for (int i = 0, brackets = 0; i < field.length() && colon < 0; i++) {
            char c = field.charAt(i);
            brackets += c == '[' ? 1 : c == ']' ? -1 : 0;
            if (brackets == 0 && c == ':') {
                colon = i;
            } else if (brackets == 0 && c == '!' && conversion < 0) {
                conversion = i;
            }
        }
        String head = colon < 0 ? field : field.substring(0, colon);
        Object value = value(conversion < 0 ? head : head.substring(0, conversion));
        if (conversion >= 0) {
            value = converted(value, head.substring(conversion + 1));
        }
        String spec = colon < 0 ? "" : format(field.substring(colon + 1), depth - 1 + (field.indexOf('{') < 0 ? 1 : 0));
        if (!escaped) {
            return FormatSpec.format(value, spec, run.budget);
        }
        return value instanceof Markup markup && spec.isEmpty()
                ? markup.text()
                : Markup.escaped(FormatSpec.format(value, spec, run.budget), run.budget)
                        .text();
    }

    private Object converted(Object value, String conversion) {
        return switch (conversion) {
            case "s" -> Values.str(value, run.budget);
            case "r" -> Repr.of(value, run.budget);
            case "a" -> ascii(Repr.of(value, run.budget));
            default -> throw TemplateException.fault("the format has no conversion '%s'", conversion);
        };
    }

    private Object value(String path) {
        Matcher step = PATH.matcher(path);
        int end = step.find() ? step.start() : path.length();
        Object value = argument(path.substring(0, end));
        for (int at = end; at < path.length(); at = step.end()) {
            if (!step.find(at) || step.start() != at) {
                throw TemplateException.fault("the format cannot read the field '%s'", path);
            }
            String key = step.group(2);
            value = key == null
                    ? Attributes.attribute(value, step.group(1))
                    : Attributes.item(value, key.matches("[0-9]{1,18}") ? (Object) Long.valueOf(key) : key);
        }
        return value;
    }

    private Object argument(String name) {
        boolean number = name.matches("[0-9]{1,9}");
        if (name.isEmpty() ? numbered : number && automatic > 0) {
            throw TemplateException.fault("the format mixes fields with and without numbers");
        }
        numbered |= number;
        if (name.isEmpty() || number) {
            int index = number ? Integer.parseInt(name) : automatic++;
            if (index >= values.positional().length) {
                throw TemplateException.fault("the format has no value for its field %d", index);
            }
            return values.positional()[index];
        }
        Object value = values.named().get(name);
        if (value == null) {
            throw TemplateException.fault("the format has no value '%s'", name);
        }
        return value;
    }

    /** {@code text} with escapes for what is not ASCII. */
    static String ascii(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints()
                .forEach(c -> out.append(
                        c < 0x80
                                ? Character.toString(c)
                                : c < 0x100
                                        ? "\\x%02x".formatted(c)
                                        : c < 0x10000 ? "\\u%04x".formatted(c) : "\\U%08x".formatted(c)));
        return out.toString();
    }
}
