package io.github.ssd4j.checkpoint;

import io.github.ssd4j.internal.Ensure;
import io.github.ssd4j.internal.Surrogates;
import java.util.BitSet;

/**
 * A prompt that knows which of its characters the chat template wrote and which came out of the contents: what users,
 * tools and the model itself said. {@link Tokenizer#encode(PromptText)} makes no control token of a text that touches a
 * character of the contents. Immutable.
 */
public final class PromptText {

    private final String text;
    private final BitSet contents;

    private PromptText(String text, BitSet contents) {
        this.text = Surrogates.replaceLone(Ensure.notNull(text, "text"));
        this.contents = contents;
    }

    /**
     * A prompt whose characters at some places came out of the contents.
     *
     * @param contents those places, counted in {@code char}s; of a text that spells a control token, one of them is enough
     */
    public static PromptText of(String text, BitSet contents) {
        return new PromptText(text, (BitSet) contents.clone());
    }

    /** A text that no template has written. */
    public static PromptText ofContent(String text) {
        BitSet all = new BitSet();
        all.set(0, text.length());
        return new PromptText(text, all);
    }

    public String text() {
        return text;
    }

    /** The same without white space at its end. */
    public PromptText stripTrailing() {
        return new PromptText(text.stripTrailing(), contents);
    }

    /** The same with {@code written} behind it, as if the template had written it. */
    public PromptText append(String written) {
        BitSet mine = contents.get(0, text.length());
        return new PromptText(text + written, mine);
    }

    /** Whether the template wrote all of the characters from {@code start} up to {@code end}. */
    boolean isWritten(int start, int end) {
        int next = contents.nextSetBit(start);
        return next < 0 || next >= end;
    }

    @Override
    public String toString() {
        return text;
    }
}
