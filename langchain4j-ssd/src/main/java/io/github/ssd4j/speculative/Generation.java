package io.github.ssd4j.speculative;

import io.github.ssd4j.decoder.Decoder;
import io.github.ssd4j.decoder.DraftToken;
import io.github.ssd4j.decoder.KvCache;
import io.github.ssd4j.decoder.TokenSequence;
import io.github.ssd4j.decoder.Verdict;
import java.time.Duration;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One run of the loop: prefill, then rounds of draft, verify, accept and rollback. Plain decoding is the same loop with
 * a policy that never drafts.
 *
 * <p>Between rounds the cache lacks exactly the last token: it is the first one that the next draft and the next
 * verification read.
 */
final class Generation {

    /** Most prompt tokens to read in one pass: bounds memory and how long a cancellation has to wait. */
    static final int PREFILL_CHUNK = 512;

    private final long start = System.nanoTime();
    private final Decoder decoder;
    private final KvCache cache;
    private final TokenSequence tokens;
    private final GenerationOptions options;
    private final GenerationListener listener;
    private final Answer answer;
    private final Drafter drafter;
    private final ConstraintCursor constraint;
    private final DraftPolicy.State policy;
    private final long seed;
    private final int reusedPromptTokens;

    private int rounds;
    private int draftedTokens;
    private long roundStart;
    private long promptRead;
    private GenerationListener.@Nullable Round round;

    /** Starts from what {@code cache} holds, which must be a beginning of {@code tokens}, the prompt, but not all. */
    Generation(
            Decoder decoder,
            KvCache cache,
            TokenSequence tokens,
            GenerationOptions options,
            DraftPolicy.State policy,
            Answer answer,
            GenerationListener listener) {
        this.decoder = decoder;
        this.cache = cache;
        this.tokens = tokens;
        this.options = options;
        this.policy = policy;
        this.listener = listener;
        this.answer = answer;
        seed = options.seed().orElseGet(() -> new SplittableRandom().nextLong());
        drafter = new LayerSkipDrafter(decoder, cache, options.profile(), options.sampling(), seed);
        constraint = new ConstraintCursor(options.constraint());
        reusedPromptTokens = cache.length();
    }

    GenerationResult run() {
        FinishReason end = prefill();
        while (end == null) {
            int drafted = draft();
            Verdict verdict = verify(drafted);
            accept(drafted, verdict);
            rollback();
            end = emit(verdict.accepted());
        }
        return finish(end);
    }

    /** Reads the prompt but for a last chunk, which is left to the first verification. Never skips: drafts build on it. */
    private @Nullable FinishReason prefill() {
        while (tokens.length() - cache.length() > PREFILL_CHUNK && !listener.isCancelled()) {
            decoder.prefill(cache, tokens, cache.length() + PREFILL_CHUNK);
            if (!listener.isCancelled()) {
                listener.onPrefill(cache.length(), tokens.promptLength());
            }
        }
        return cancelled();
    }

    /** Appends the drafts of this round. Each is kept whatever it is; its value may only end the drafting. */
    private int draft() {
        roundStart = System.nanoTime();
        // Without K/V of the whole prompt there is nothing to draft from. One token a round is the full model's.
        int limit = rounds == 0 ? 0 : Math.min(policy.maxDraftTokens(), answer.remaining() - 1);
        int drafted = 0;
        boolean more = drafted < limit;
        while (more) {
            DraftToken draft =
                    drafter.draft(tokens, constraint.allowed(answer.remaining() - drafted));
            tokens.add(draft.token());
            constraint.drafted(draft.token());
            drafted++;
            more = policy.continueAfter(draft, drafted) && drafted < limit && !answer.isStopToken(draft.token());
        }
        return drafted;
    }

    /** One full pass over all tokens that the cache lacks, which overwrites the K/V of the drafts. */
    private Verdict verify(int drafted) {
        long verifyStart = drafted == 0 ? roundStart : System.nanoTime();
        constraint.allowed(answer.remaining() - drafted);
        Verdict verdict = decoder.verify(
                cache, tokens, drafted, options.sampling(), seed, constraint.masks());
        draftedTokens += drafted;
        long verified = System.nanoTime();
        if (++rounds == 1) {
            promptRead = verified;
        } else {
            round = new GenerationListener.Round(
                    drafted, verdict.accepted(), verifyStart - roundStart, verified - verifyStart);
            policy.recordTimes(drafted, round.draftNanos(), round.verifyNanos());
        }
        return verdict;
    }

    /** Keeps the accepted drafts and adds the full model's token. */
    private void accept(int drafted, Verdict verdict) {
        tokens.truncate(tokens.length() - drafted + verdict.accepted());
        tokens.add(verdict.next());
        constraint.accepted(verdict.accepted(), verdict.next());
        if (drafted > 0) {
            policy.update(drafted, verdict.accepted());
        }
    }

    /** Moves the cache to what is verified: all but the token that was just added. */
    private void rollback() {
        cache.rollback(tokens.length() - 1);
    }

    /** Hands the tokens of this round to the answer until it ends. */
    private @Nullable FinishReason emit(int accepted) {
        FinishReason end = cancelled();
        if (end == null) {
            tellOfRound();
            end = cancelled();
        }
        int last = tokens.length() - 1;
        for (int i = last - accepted; i <= last && end == null; i++) {
            end = answer.write(tokens.get(i), rounds - 1, i < last);
        }
        return end == null ? cancelled() : end;
    }

    private void tellOfRound() {
        if (round == null) {
            listener.onPrefill(tokens.promptLength(), tokens.promptLength());
        } else {
            listener.onRound(round);
        }
    }

    private @Nullable FinishReason cancelled() {
        return listener.isCancelled() ? FinishReason.CANCELLED : null;
    }

    /** Takes tokens, cache and statistics back to where the answer ends, which may be inside a round or before it. */
    private GenerationResult finish(FinishReason end) {
        if (end == FinishReason.CANCELLED || end == FinishReason.STOP_STRING) {
            answer.cutToText();
        }
        int generated = answer.tokens().size();
        tokens.truncate(tokens.promptLength() + generated);
        cache.rollback(Math.min(cache.length(), tokens.length() - 1));

        long now = System.nanoTime();
        long decodeStart = rounds == 0 ? now : promptRead;
        AcceptanceHistogram histogram = answer.histogram(rounds);
        GenerationStats stats = new GenerationStats(
                tokens.promptLength(),
                reusedPromptTokens,
                generated,
                rounds,
                draftedTokens,
                histogram.acceptedTokens(),
                histogram,
                Duration.ofNanos(decodeStart - start),
                Duration.ofNanos(now - decodeStart),
                Duration.ofNanos(answer.firstTextNanos(now) - start));
        return new GenerationResult(answer.tokens(), answer.text(), end, stats, seed);
    }
}
