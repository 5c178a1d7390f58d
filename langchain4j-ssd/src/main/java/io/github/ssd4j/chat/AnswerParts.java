package io.github.ssd4j.chat;

import java.util.ArrayList;
import java.util.List;

/**
 * Collects the parts of an answer and decides about white space: what stands around thoughts and around calls belongs to
 * neither text nor thoughts. So white space is held until it is known what follows.
 */
final class AnswerParts {

    private final boolean thoughtsExpected;
    private final boolean callsExpected;
    private final List<AnswerPart> parts = new ArrayList<>();
    private final StringBuilder run = new StringBuilder();
    private final StringBuilder space = new StringBuilder();
    private boolean thinking;
    private boolean textSeen;
    private boolean afterCall;
    private boolean dropSpace;
    private int spaceBeforeCall;

    AnswerParts(boolean thoughtsExpected, boolean callsExpected) {
        this.thoughtsExpected = thoughtsExpected;
        this.callsExpected = callsExpected;
    }

    /** Whether the answer has text other than white space so far. */
    boolean textSeen() {
        return textSeen;
    }

    /** Whether nothing but white space came after the last call. */
    boolean afterCall() {
        return afterCall;
    }

    /** The next character of the text or the thoughts. */
    void add(char character) {
        if (Character.isWhitespace(character)) {
            if (mayBeDropped()) {
                space.append(character);
            } else {
                run.append(character);
            }
            return;
        }
        if (!dropSpace) {
            run.append(space);
        }
        space.setLength(0);
        run.append(character);
        dropSpace = false;
        if (!thinking) {
            textSeen = true;
            afterCall = false;
        }
    }

    void add(CharSequence text) {
        text.chars().forEach(character -> add((char) character));
    }

    /** A character between two calls, which is dropped like white space. */
    void addSeparator(char character) {
        space.append(character);
    }

    private boolean mayBeDropped() {
        return thinking || callsExpected || dropSpace || (thoughtsExpected && !textSeen);
    }

    void openThinking() {
        if (textSeen && !afterCall && !dropSpace) {
            run.append(space);
        }
        endRun();
        restartSpace();
        thinking = true;
    }

    void closeThinking() {
        endRun();
        restartSpace();
        thinking = false;
    }

    private void restartSpace() {
        space.setLength(0);
        dropSpace = true;
    }

    void call(AnswerPart.ToolCall call) {
        endRun();
        parts.add(call);
        afterCall = true;
        spaceBeforeCall = space.length();
        // Between two stretches of text the white space stays: it keeps their words apart.
        dropSpace |= !textSeen;
    }

    /** The mark that ends the last call: white space within the marks is never text. */
    void closeCall() {
        space.setLength(Math.min(space.length(), spaceBeforeCall));
    }

    /** The answer has ended: white space that was held is text unless it followed a call or thoughts. */
    void finish() {
        if (!thinking && !dropSpace && !afterCall) {
            run.append(space);
        }
        space.setLength(0);
    }

    /** The parts since the last time. */
    List<AnswerPart> take() {
        endRun();
        List<AnswerPart> taken = List.copyOf(parts);
        parts.clear();
        return taken;
    }

    private void endRun() {
        if (!run.isEmpty()) {
            parts.add(thinking ? new AnswerPart.Thinking(run.toString()) : new AnswerPart.Text(run.toString()));
            run.setLength(0);
        }
    }
}
