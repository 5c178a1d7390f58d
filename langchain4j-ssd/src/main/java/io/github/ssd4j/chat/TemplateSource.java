package io.github.ssd4j.chat;

import java.util.Set;

/**
 * Takes the white space rules out of a template: what is left needs no trimming, has no comments and no raw blocks.
 *
 * <p>Chat templates are rendered with {@code trim_blocks} and {@code lstrip_blocks}: a newline after a block or comment
 * tag is dropped, blanks between the start of a line and such a tag too, and a minus sign in a tag takes all white space
 * on its side. jinjava's own rules differ in the middle of a line, so they are applied here, as the lexer of Jinja 2 does.
 */
final class TemplateSource {

    /** Marks what the model wrote, for training; has no effect on the text. */
    private static final Set<String> MARKERS = Set.of("generation", "endgeneration");

    private static final int NOT_FOUND = -1;

    private final String source;
    private final StringBuilder out = new StringBuilder();
    private int position;
    private boolean lineStart = true;
    private boolean trimNext;

    private TemplateSource(String source) {
        this.source = source;
    }

    static String normalise(String template) {
        String text = template.replace("\r\n", "\n").replace('\r', '\n');
        return new TemplateSource(text.endsWith("\n") ? text.substring(0, text.length() - 1) : text).normalise();
    }

    private String normalise() {
        while (true) {
            int start = nextTag();
            text(source.substring(position, start), start);
            if (start == source.length()) {
                return out.toString();
            }
            position = start;
            switch (source.charAt(start + 1)) {
                case '#' -> comment();
                case '%' -> block();
                default -> expression();
            }
        }
    }

    private int nextTag() {
        for (int i = position; i < source.length() - 1; i++) {
            if (source.charAt(i) == '{' && "{%#".indexOf(source.charAt(i + 1)) >= 0) {
                return i;
            }
        }
        return source.length();
    }

    /** The text before the tag at {@code tag}, trimmed on both sides as its neighbours ask for. */
    private void text(String text, int tag) {
        String kept = trimNext ? text.stripLeading() : text;
        boolean atLineStart = lineStart && kept.length() == text.length();
        char kind = tag + 1 < source.length() ? source.charAt(tag + 1) : ' ';
        char sign = tag + 2 < source.length() ? source.charAt(tag + 2) : ' ';
        if (tag < source.length() && sign == '-') {
            kept = kept.stripTrailing();
        } else if (kind != '{' && kind != ' ' && sign != '+') {
            kept = withoutIndent(kept, atLineStart);
        }
        literal(kept);
        trimNext = false;
        lineStart = false;
    }

    private static String withoutIndent(String text, boolean atLineStart) {
        int line = text.lastIndexOf('\n') + 1;
        return (line > 0 || atLineStart) && text.substring(line).isBlank() ? text.substring(0, line) : text;
    }

    /** Text that must come out as it is: a brace at its end could join the tag that follows. */
    private void literal(String text) {
        if (text.endsWith("{")) {
            out.append(text, 0, text.length() - 1).append("{{ '{' }}");
        } else {
            out.append(text);
        }
    }

    private void comment() {
        int end = source.indexOf("#}", position + 2);
        if (end == NOT_FOUND) {
            throw unclosed("comment");
        }
        leave(end, true);
    }

    private void block() {
        int end = endOf('%');
        String body = body(end);
        if (body.equals("raw")) {
            leave(end, true);
            raw();
            return;
        }
        if (!MARKERS.contains(body)) {
            out.append("{% ").append(body).append(" %}");
        }
        leave(end, true);
    }

    private void expression() {
        int end = endOf('}');
        out.append("{{ ").append(apart(body(end))).append(" }}");
        leave(end, false);
    }

    /** Copies up to {@code endraw} as one string literal, so that nothing in it can be taken for a tag. */
    private void raw() {
        int start = position;
        int tag;
        int from = start;
        do {
            tag = source.indexOf("{%", from);
            if (tag == NOT_FOUND) {
                throw unclosed("raw block");
            }
            position = tag;
            from = tag + 2;
        } while (!source.startsWith("endraw", skipSign(tag)));
        String text = source.substring(start, tag);
        String left = trimNext ? text.stripLeading() : text;
        String kept = source.charAt(tag + 2) == '-' ? left.stripTrailing() : withoutIndent(left, lineStart);
        out.append("{{ '")
                .append(kept.replace("\\", "\\\\").replace("'", "\\'"))
                .append("' }}");
        leave(endOf('%'), true);
    }

    private int skipSign(int tag) {
        int i = tag + 2;
        while (i < source.length() && (source.charAt(i) == '-' || Character.isWhitespace(source.charAt(i)))) {
            i++;
        }
        return i;
    }

    /** The index of the two characters that close the tag at {@link #position}: not in a string, not in a dictionary. */
    private int endOf(char closing) {
        char quote = 0;
        int depth = 0;
        for (int i = position + 2; i < source.length() - 1; i++) {
            char character = source.charAt(i);
            if (quote != 0) {
                if (character == '\\') {
                    i++;
                } else if (character == quote) {
                    quote = 0;
                }
            } else if (character == '\'' || character == '"') {
                quote = character;
            } else if (depth == 0 && character == closing && source.charAt(i + 1) == '}') {
                return i;
            } else if ("{[(".indexOf(character) >= 0) {
                depth++;
            } else if ("}])".indexOf(character) >= 0) {
                depth--;
            }
        }
        throw unclosed("tag");
    }

    /** What stands between the marks and signs of the tag at {@link #position}. */
    private String body(int end) {
        int from = position + 2;
        int to = end;
        if (from < to && "-+".indexOf(source.charAt(from)) >= 0) {
            from++;
        }
        if (from < to && "-+".indexOf(source.charAt(to - 1)) >= 0) {
            to--;
        }
        return source.substring(from, to).strip();
    }

    /** Goes behind the tag that closes at {@code end}; a block or comment takes the newline after it along. */
    private void leave(int end, boolean trimBlock) {
        char sign = source.charAt(end - 1);
        position = end + 2;
        trimNext = sign == '-';
        lineStart = false;
        if (trimBlock && sign != '+' && !trimNext && position < source.length() && source.charAt(position) == '\n') {
            position++;
            lineStart = true;
        }
    }

    /** jinjava ends an expression at the first two closing braces, also where they close dictionaries. */
    private static String apart(String expression) {
        StringBuilder spaced = new StringBuilder();
        char quote = 0;
        for (int i = 0; i < expression.length(); i++) {
            char character = expression.charAt(i);
            if (quote != 0 && character == '\\') {
                spaced.append(character).append(expression.charAt(++i));
                continue;
            }
            if (quote == 0 && (character == '\'' || character == '"')) {
                quote = character;
            } else if (character == quote) {
                quote = 0;
            }
            spaced.append(character);
            if (quote == 0 && "{}".indexOf(character) >= 0) {
                spaced.append(' ');
            }
        }
        return spaced.toString();
    }

    private ChatTemplateException unclosed(String what) {
        long line = 1
                + source.substring(0, position)
                        .chars()
                        .filter(character -> character == '\n')
                        .count();
        return ChatTemplateException.fault("the %s in line %d is not closed".formatted(what, line), null);
    }
}
