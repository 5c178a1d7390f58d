package io.github.ssd4j.chat;

/**
 * The extent of {@code <parameter=name>value</parameter>...</function>}. A value is any text without the tag that closes it,
 * so what looks like the end of the call within a value is none.
 */
final class XmlExtent implements CallExtent {

    static final String OPEN = "<parameter=";
    static final String CLOSE = "</parameter>";
    static final String END = "</function>";

    private static final int LONGEST_TAG = 200;

    private final StringBuilder tag = new StringBuilder();
    private boolean inValue;
    private int matched; // characters of CLOSE that the value ends with

    @Override
    public State next(char character) {
        if (inValue) {
            matched = character == CLOSE.charAt(matched) ? matched + 1 : character == '<' ? 1 : 0;
            if (matched == CLOSE.length()) {
                inValue = false;
                matched = 0;
            }
            return State.INCOMPLETE;
        }
        if (tag.isEmpty() && Character.isWhitespace(character)) {
            return State.INCOMPLETE;
        }
        tag.append(character);
        String text = tag.toString();
        if (text.equals(END)) {
            return State.COMPLETE;
        }
        boolean parameter = text.startsWith(OPEN) && text.length() <= LONGEST_TAG;
        if (!parameter && !OPEN.startsWith(text) && !END.startsWith(text)) {
            return State.IMPOSSIBLE;
        }
        if (parameter && character == '>') {
            tag.setLength(0);
            inValue = true;
        }
        return State.INCOMPLETE;
    }
}
