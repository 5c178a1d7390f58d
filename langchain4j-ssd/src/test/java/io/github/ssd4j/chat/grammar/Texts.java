package io.github.ssd4j.chat.grammar;

import io.github.ssd4j.decoder.TokenMask;
import io.github.ssd4j.speculative.TokenConstraint;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Whole texts against a grammar, byte by byte: token {@code b} is the byte {@code b}. */
final class Texts {

    static final int STOP = 300;

    private static final int AMPLE = 100_000;
    private static final TokenVocabulary BYTES = GrammarTokenizers.ofBytesAnd();

    private Texts() {}

    /** Whether the text belongs to the grammar. */
    static boolean accepts(Grammar grammar, String text) {
        return accepts(grammar, text.getBytes(StandardCharsets.UTF_8));
    }

    static boolean accepts(Grammar grammar, byte[] text) {
        TokenConstraint.State state = new GrammarConstraint(grammar, BYTES, Set.of(STOP)).start();
        for (byte b : text) {
            if (!state.allowed(AMPLE).allows(b & 0xFF)) {
                return false;
            }
            state = state.advance(b & 0xFF);
        }
        return state.allowed(AMPLE).allows(STOP);
    }

    /** The ids of a mask. */
    static List<Integer> ids(TokenMask mask) {
        return IntStream.iterate(0, id -> id + 1)
                .filter(mask::allows)
                .limit(mask.count())
                .boxed()
                .toList();
    }
}
