package io.github.ssd4j.decoder;

import java.util.Arrays;
import java.util.stream.IntStream;

/** A greedy answer by rounds. */
final class DraftedAnswer {

    private DraftedAnswer() {}

    /** {@code guess}: what to draft, four tokens at a time, every third of them wrong. */
    static int[] of(Decoder decoder, int[] prompt, int length, int[] guess) {
        TokenSequence tokens = new TokenSequence(prompt);
        try (KvCache cache = decoder.newCache()) {
            decoder.prefill(cache, tokens, prompt.length - 1);
            while (tokens.length() < prompt.length + length) {
                int written = tokens.length() - prompt.length;
                int drafts = Math.max(0, Math.min(4, guess.length - written - 1));
                IntStream.range(0, drafts).forEach(i -> tokens.add((written + i) % 3 == 2 ? 7 : guess[written + i]));
                Verdict verdict = decoder.verify(cache, tokens, drafts, SamplingOptions.GREEDY, 0);
                tokens.truncate(tokens.length() - drafts + verdict.accepted());
                tokens.add(verdict.next());
                cache.rollback(tokens.length() - 1);
            }
        }
        return Arrays.copyOfRange(tokens.toArray(), prompt.length, prompt.length + length);
    }
}
