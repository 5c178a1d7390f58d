package io.github.ssd4j.chat.grammar;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * The text that alone can follow a state, divided into the longest tokens. A model may divide it otherwise: this is a guess, good for
 * drafts.
 */
final class ForcedText {

    /** Longer than the keys of most schemas; a draft is hardly longer. */
    private static final int MAX_BYTES = 128;

    private static final int NONE = -1;

    private ForcedText() {}

    /**
     * The tokens of the text behind a state; empty if there is a choice, or the text may end.
     *
     * @param first whether the text is empty so far
     */
    static List<Integer> tokens(Machine machine, ParseState state, boolean first) {
        byte[] text = text(machine, state);
        List<Integer> tokens = new ArrayList<>();
        int position = 0;
        while (position < text.length) {
            TokenTrie trie = machine.vocabulary().trie(first && position == 0);
            int node = trie.longest(text, position);
            if (node == TokenTrie.ROOT) {
                break;
            }
            tokens.add(trie.token(node, 0));
            position += trie.depth(node);
        }
        return tokens;
    }

    private static byte[] text(Machine machine, ParseState start) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        ParseState state = start;
        int next = onlyByte(machine, state);
        while (next != NONE && text.size() < MAX_BYTES) {
            text.write(next);
            state = machine.step(state, next);
            next = onlyByte(machine, state);
        }
        return text.toByteArray();
    }

    /** The byte that alone can follow, or {@link #NONE}. */
    private static int onlyByte(Machine machine, ParseState state) {
        if (state.mayEnd()) {
            return NONE;
        }
        int only = NONE;
        for (int value = 0; value < 256; value++) {
            if (machine.step(state, value) != ParseState.DEAD) {
                if (only != NONE) {
                    return NONE;
                }
                only = value;
            }
        }
        return only;
    }
}
