package io.github.ssd4j.chat;

/** The extent of a JSON object, or of an array of objects. */
final class JsonExtent implements CallExtent {

    /**
     * How deep values may nest. A call goes into the prompt of the next request, and a template can write no value that nests
     * deeper than the limit of templates; the rest is for what the call lies in.
     */
    static final int MAX_DEPTH = 200;

    private static final String OUTSIDE_STRINGS = "{}[]:,\"+-.0123456789eEtrufalsn";

    private int depth;
    private boolean firstOfArray;
    private boolean inString;
    private boolean escaped;

    /** Whether {@code json}, an object or an array of objects, nests no deeper than is allowed. */
    static boolean fits(String json) {
        JsonExtent extent = new JsonExtent();
        return json.chars().noneMatch(character -> extent.next((char) character) == State.IMPOSSIBLE);
    }

    @Override
    public State next(char character) {
        if (inString) {
            string(character);
            return State.INCOMPLETE;
        }
        if (Character.isWhitespace(character)) {
            return State.INCOMPLETE;
        }
        if (!possible(character)) {
            return State.IMPOSSIBLE;
        }
        firstOfArray = depth == 0 && character == '[';
        switch (character) {
            case '"' -> inString = true;
            case '{', '[' -> depth++;
            case '}', ']' -> depth--;
            default -> {
                return State.INCOMPLETE;
            }
        }
        if (depth > MAX_DEPTH) {
            return State.IMPOSSIBLE;
        }
        return depth == 0 ? State.COMPLETE : State.INCOMPLETE;
    }

    private boolean possible(char character) {
        if (depth == 0) {
            return character == '{' || character == '[';
        }
        return firstOfArray ? character == '{' : OUTSIDE_STRINGS.indexOf(character) >= 0;
    }

    private void string(char character) {
        if (escaped) {
            escaped = false;
        } else if (character == '\\') {
            escaped = true;
        } else if (character == '"') {
            inString = false;
        }
    }
}
