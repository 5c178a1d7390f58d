package io.github.ssd4j.chat;

/** The extent of arguments in Python's form, from behind the opening bracket to the closing one: {@code k="v", n=[1, 2])}. */
final class PythonExtent implements CallExtent {

    private static final String OUTSIDE_STRINGS = "\"'()[]{},:=.+-_";

    private int depth = 1;
    private char quote; // of the string around; 0 outside of strings
    private boolean escaped;

    @Override
    public State next(char character) {
        if (quote != 0) {
            if (escaped) {
                escaped = false;
            } else if (character == '\\') {
                escaped = true;
            } else if (character == quote) {
                quote = 0;
            }
            return State.INCOMPLETE;
        }
        if (!Character.isLetterOrDigit(character)
                && !Character.isWhitespace(character)
                && OUTSIDE_STRINGS.indexOf(character) < 0) {
            return State.IMPOSSIBLE;
        }
        switch (character) {
            case '"', '\'' -> quote = character;
            case '(', '[', '{' -> depth++;
            case ')', ']', '}' -> depth--;
            default -> {
                return State.INCOMPLETE;
            }
        }
        if (depth > JsonExtent.MAX_DEPTH) {
            return State.IMPOSSIBLE;
        }
        return depth > 0 ? State.INCOMPLETE : character == ')' ? State.COMPLETE : State.IMPOSSIBLE;
    }
}
