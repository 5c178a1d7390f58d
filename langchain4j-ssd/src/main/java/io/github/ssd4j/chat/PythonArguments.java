package io.github.ssd4j.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the arguments of a call in Python's form: literals with names, {@code k="v", n=3}. */
final class PythonArguments {

    private static final Pattern NAME = Pattern.compile("\\s*+([A-Za-z_]\\w*+)\\s*+=(?!=)");
    private static final Pattern NUMBER = Pattern.compile("[-+]?(?:\\d++\\.?+\\d*+|\\.\\d++)(?:[eE][-+]?\\d++)?");
    private static final Pattern WORD = Pattern.compile("[A-Za-z]++");

    /** The text is no list of arguments. */
    private static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed() {
            super(null, null, false, false);
        }
    }

    private final String text;
    private int position;

    private PythonArguments(String text) {
        this.text = text;
    }

    /** The arguments in {@code text}, which ends with the closing bracket; null if they are none. */
    static @Nullable ObjectNode read(String text, ArgumentTypes types) {
        PythonArguments reader = new PythonArguments(text);
        ObjectNode arguments = ArgumentTypes.newArguments();
        try {
            for (int i = 0; !reader.isNext(')'); i++) {
                Matcher name = NAME.matcher(text).region(reader.position, text.length());
                String key = name.lookingAt() ? name.group(1) : types.name(i);
                reader.position = name.hitEnd() || !name.lookingAt() ? reader.position : name.end();
                if (key == null || arguments.has(key)) {
                    return null;
                }
                arguments.set(key, types.ofValue(key, reader.value()));
                reader.separator(')');
            }
            return arguments;
        } catch (Malformed e) {
            return null;
        }
    }

    /** The value of a literal; null if {@code text} is none. */
    static @Nullable JsonNode value(String text) {
        PythonExtent extent = new PythonExtent();
        if ((text + ")").chars().anyMatch(c -> extent.next((char) c) == CallExtent.State.IMPOSSIBLE)) {
            return null;
        }
        PythonArguments reader = new PythonArguments(text);
        try {
            JsonNode value = reader.value();
            reader.skipSpace();
            return reader.position == text.length() ? value : null;
        } catch (Malformed e) {
            return null;
        }
    }

    private void skipSpace() {
        while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
            position++;
        }
    }

    private char peek() throws Malformed {
        skipSpace();
        if (position >= text.length()) {
            throw new Malformed();
        }
        return text.charAt(position);
    }

    private boolean isNext(char wanted) throws Malformed {
        return peek() == wanted;
    }

    /** Reads a comma, which may be left out before {@code close}. */
    private void separator(char close) throws Malformed {
        if (isNext(',')) {
            position++;
        } else if (!isNext(close)) {
            throw new Malformed();
        }
    }

    private JsonNode value() throws Malformed {
        char first = peek();
        switch (first) {
            case '"', '\'' -> {
                return TextNode.valueOf(string(first));
            }
            case '[', '(' -> {
                return list(first == '[' ? ']' : ')');
            }
            case '{' -> {
                return dictionary();
            }
            default -> {
                return number();
            }
        }
    }

    private JsonNode list(char close) throws Malformed {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        position++;
        while (!isNext(close)) {
            list.add(value());
            separator(close);
        }
        position++;
        return list;
    }

    private JsonNode dictionary() throws Malformed {
        ObjectNode dictionary = JsonNodeFactory.instance.objectNode();
        position++;
        while (!isNext('}')) {
            JsonNode key = value();
            if (!isNext(':') || !key.isTextual()) {
                throw new Malformed();
            }
            position++;
            dictionary.set(key.textValue(), value());
            separator('}');
        }
        position++;
        return dictionary;
    }

    private JsonNode number() throws Malformed {
        Matcher word = WORD.matcher(text).region(position, text.length());
        if (word.lookingAt()) {
            position = word.end();
            return switch (word.group()) {
                case "True", "true" -> BooleanNode.TRUE;
                case "False", "false" -> BooleanNode.FALSE;
                case "None", "null" -> NullNode.instance;
                default -> throw new Malformed();
            };
        }
        Matcher number = NUMBER.matcher(text).region(position, text.length());
        if (!number.lookingAt()) {
            throw new Malformed();
        }
        position = number.end();
        String digits = number.group().replaceFirst("^\\+", "");
        digits = digits.replaceFirst("^(-?)\\.", "$10.").replaceFirst("\\.(?=$|[eE])", "");
        JsonNode value = ToolCallReader.tree(digits);
        if (value == null) {
            throw new Malformed();
        }
        return value;
    }

    private String string(char quote) throws Malformed {
        StringBuilder out = new StringBuilder();
        for (position++; position < text.length(); position++) {
            char c = text.charAt(position);
            if (c == quote) {
                position++;
                return out.toString();
            }
            if (c == '\\') {
                position++;
                escape(out);
            } else {
                out.append(c);
            }
        }
        throw new Malformed();
    }

    private void escape(StringBuilder out) throws Malformed {
        if (position >= text.length()) {
            throw new Malformed();
        }
        char c = text.charAt(position);
        switch (c) {
            case 'n' -> out.append('\n');
            case 't' -> out.append('\t');
            case 'r' -> out.append('\r');
            case '"', '\'', '\\', '/' -> out.append(c);
            case 'x' -> hex(out, 2);
            case 'u' -> hex(out, 4);
            default -> out.append('\\').append(c);
        }
    }

    private void hex(StringBuilder out, int digits) throws Malformed {
        int end = position + 1 + digits;
        if (end > text.length() || !text.substring(position + 1, end).matches("[0-9a-fA-F]+")) {
            throw new Malformed();
        }
        out.append((char) Integer.parseInt(text.substring(position + 1, end), 16));
        position = end - 1;
    }
}
