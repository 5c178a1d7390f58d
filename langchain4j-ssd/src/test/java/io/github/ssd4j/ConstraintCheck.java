package io.github.ssd4j;

import io.github.ssd4j.checkpoint.Tokenizer;
import io.github.ssd4j.speculative.TokenConstraint;
import java.util.Arrays;
import java.util.Optional;

/** Leads whole answers through a constraint, token by token, as a generation would. */
final class ConstraintCheck {

    /** Enough for every answer to be finished. */
    private static final int ROOM = Integer.MAX_VALUE;

    private final Tokenizer tokenizer;
    private final TokenConstraint constraint;
    private final int stopToken;

    ConstraintCheck(Tokenizer tokenizer, TokenConstraint constraint) {
        this.tokenizer = tokenizer;
        this.constraint = constraint;
        this.stopToken =
                tokenizer.eosToken().map(tokenizer::tokenId).orElseThrow().orElseThrow();
    }

    /** What the constraint has against the answer; empty if it admits the answer. */
    Optional<String> objection(String answer) {
        int[] tokens = tokens(answer);
        TokenConstraint.State state = constraint.start();
        for (int i = 0; i < tokens.length; i++) {
            if (!state.allowed(ROOM).allows(tokens[i])) {
                return Optional.of("'%s' may not continue like '%s'"
                        .formatted(tokenizer.decode(Arrays.copyOf(tokens, i)), answer));
            }
            state = state.advance(tokens[i]);
        }
        return state.allowed(ROOM).allows(stopToken)
                ? Optional.empty()
                : Optional.of("'%s' may not end there".formatted(answer));
    }

    /** SentencePiece puts a space before every text, which no answer begins with. */
    private int[] tokens(String answer) {
        int[] tokens = tokenizer.encode(answer, false);
        int start = tokens.length > 0 && tokenizer.firstBytes(tokens[0]).length == 0 ? 1 : 0;
        return Arrays.copyOfRange(tokens, start, tokens.length);
    }
}
