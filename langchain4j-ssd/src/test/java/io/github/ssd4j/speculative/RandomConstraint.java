package io.github.ssd4j.speculative;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ssd4j.decoder.TokenMask;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** Allows a random tenth of the tokens, another one for each token before; never the end, nor tokens that are special. */
final class RandomConstraint implements TokenConstraint {

    private final long seed;
    private final int vocabSize;
    private final Map<Integer, TokenMask> masks = new HashMap<>();

    RandomConstraint(long seed, int vocabSize) {
        this.seed = seed;
        this.vocabSize = vocabSize;
    }

    @Override
    public State start() {
        return behind(-1);
    }

    private State behind(int token) {
        return new State() {
            @Override
            public TokenMask allowed(int room) {
                return masks.computeIfAbsent(token, RandomConstraint.this::mask);
            }

            @Override
            public State advance(int next) {
                assertThat(allowed(1).allows(next)).as("token %s", next).isTrue();
                return behind(next);
            }
        };
    }

    private TokenMask mask(int token) {
        Random random = new Random(seed * 1000 + token);
        BitSet allowed = new BitSet();
        for (int i = 0; i < vocabSize / 10; i++) {
            allowed.set(3 + random.nextInt(vocabSize - 3));
        }
        return TokenMask.of(allowed);
    }
}
