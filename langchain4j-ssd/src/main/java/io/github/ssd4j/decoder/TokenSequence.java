package io.github.ssd4j.decoder;

import io.github.ssd4j.internal.Ensure;
import java.util.Arrays;
import java.util.Objects;

/**
 * The tokens of one conversation in order: the prompt, the answer so far and, within a round, its drafts.
 *
 * <p>The prompt is fixed: neither {@link #truncate} nor anything else can shorten it. Not thread-safe.
 */
public final class TokenSequence {

    private static final int INITIAL_ROOM = 64;

    private final int promptLength;
    private int[] tokens;
    private int length;

    /** Starts with a copy of {@code prompt}, which must hold at least one token. */
    public TokenSequence(int[] prompt) {
        Ensure.notNull(prompt, "prompt");
        Ensure.that(prompt.length > 0, "the prompt must hold at least one token, but is empty");
        for (int i = 0; i < prompt.length; i++) {
            Ensure.notNegative(prompt[i], "prompt[" + i + "]");
        }
        promptLength = prompt.length;
        length = prompt.length;
        tokens = Arrays.copyOf(prompt, prompt.length + INITIAL_ROOM);
    }

    /** Number of tokens, the prompt included. */
    public int length() {
        return length;
    }

    public int promptLength() {
        return promptLength;
    }

    /** The token at position {@code index}, 0 being the first of the prompt. */
    public int get(int index) {
        Objects.checkIndex(index, length);
        return tokens[index];
    }

    public void add(int token) {
        Ensure.notNegative(token, "token");
        if (length == tokens.length) {
            tokens = Arrays.copyOf(tokens, 2 * length);
        }
        tokens[length++] = token;
    }

    /** Drops every token from position {@code newLength} on; the prompt cannot be cut. */
    public void truncate(int newLength) {
        Ensure.that(
                newLength >= promptLength && newLength <= length,
                "length must be between %s (the prompt) and %s (the current length), but is: %s",
                promptLength,
                length,
                newLength);
        length = newLength;
    }

    /** A copy of all tokens. */
    public int[] toArray() {
        return Arrays.copyOf(tokens, length);
    }

    /** A copy of the tokens at positions {@code from} (inclusive) to {@code to} (exclusive). */
    public int[] subArray(int from, int to) {
        Objects.checkFromToIndex(from, to, length);
        return Arrays.copyOfRange(tokens, from, to);
    }

    @Override
    public String toString() {
        return "TokenSequence[promptLength=" + promptLength + ", tokens=" + Arrays.toString(toArray()) + "]";
    }
}
