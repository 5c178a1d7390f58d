package io.github.ssd4j.speculative;

import io.github.ssd4j.decoder.Decoder;
import io.github.ssd4j.decoder.KvCache;
import io.github.ssd4j.decoder.TokenSequence;
import io.github.ssd4j.decoder.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One run of the loop: prefill, then rounds of draft, verify, accept and rollback. Plain decoding is the same loop with
 * a policy that never drafts.
 *
 * <p>Between rounds the cache lacks exactly the last token: it is the first one that the next draft and the next
 * verification read.
 */
final class Generation {

    private final long start = System.nanoTime();
    private final Decoder decoder;
    private final KvCache cache;
    private final TokenSequence tokens;
    private final GenerationOptions options;
    private final GenerationListener listener;
    private final Answer answer;
    private final ConstraintCursor constraint;
    private final DraftPlanner planner;
    private final DrafterTally tally = new DrafterTally();
    private final long seed;
    private final int reusedPromptTokens;

    private int rounds;
    private long roundStart;
    private long verifyStart;
    private long verifyEnd;
    private long promptRead;

    /**
     * Starts from what {@code cache} holds, which must be a beginning of {@code tokens}, the prompt, but not all.
     *
     * @param options with a seed
     */
    Generation(
            Decoder decoder,
            KvCache cache,
            TokenSequence tokens,
            GenerationOptions options,
            DraftPlanner planner,
            Answer answer,
            GenerationListener listener) {
        this.decoder = decoder;
        this.cache = cache;
        this.tokens = tokens;
        this.options = options;
        this.planner = planner;
        this.listener = listener;
        this.answer = answer;
        seed = options.seed().orElseThrow();
        constraint = new ConstraintCursor(options.constraint());
        reusedPromptTokens = cache.length();
    }

    GenerationResult run() {
        FinishReason end = prefill();
        while (end == null) {
            DraftRun run = draft();
            Verdict verdict = verify(run);
            accept(run, verdict);
            rollback();
            end = emit(run, verdict.accepted());
        }
        return finish(end);
    }

    /** Reads the prompt but for a last chunk, which is left to the first verification. Never skips: drafts build on it. */
    private @Nullable FinishReason prefill() {
        int chunk = decoder.prefillChunk();
        while (tokens.length() - cache.length() > chunk && !listener.isCancelled()) {
            decoder.prefill(cache, tokens, cache.length() + chunk);
            if (!listener.isCancelled()) {
                listener.onPrefill(cache.length(), tokens.promptLength());
            }
        }
        return cancelled();
    }

    /** Appends the drafts of this round. */
    private DraftRun draft() {
        roundStart = System.nanoTime();
        constraint.begin(answer.remaining());
        // Without K/V of the whole prompt there is nothing to draft from. One token a round is the full model's.
        int limit = rounds == 0 ? 0 : Math.min(planner.maxDraftTokens(), answer.remaining() - 1);
        DraftRun run = new DraftRun(tokens, constraint, answer::isStopToken, limit, System::nanoTime);
        if (run.isOpen()) {
            planner.draft(run);
        }
        return run;
    }

    /** One full pass over all tokens that the cache lacks, which overwrites the K/V of the drafts. */
    private Verdict verify(DraftRun run) {
        verifyStart = System.nanoTime();
        Verdict verdict = decoder.verify(cache, tokens, run.drafted(), options.sampling(), seed, constraint.masks());
        verifyEnd = System.nanoTime();
        if (++rounds == 1) {
            promptRead = verifyEnd;
        }
        return verdict;
    }

    /** Keeps the accepted drafts and adds the full model's token. */
    private void accept(DraftRun run, Verdict verdict) {
        int accepted = verdict.accepted();
        tokens.truncate(run.verified() + accepted);
        tokens.add(verdict.next());
        constraint.accepted(accepted, verdict.next());
        if (rounds > 1) {
            List<Integer> chosen = IntStream.range(run.verified(), tokens.length())
                    .mapToObj(tokens::get)
                    .toList();
            planner.record(new RoundOutcome(run, accepted, chosen, verifyEnd - verifyStart));
            tally.add(run);
        }
    }

    /** Moves the cache to what is verified: all but the token that was just added. */
    private void rollback() {
        cache.rollback(tokens.length() - 1);
    }

    /** Hands the tokens of this round to the answer until it ends. */
    private @Nullable FinishReason emit(DraftRun run, int accepted) {
        FinishReason end = cancelled();
        if (end == null) {
            notifyOfRound(run, accepted);
            end = cancelled();
        }
        for (int i = 0; i <= accepted && end == null; i++) {
            String drafter = i < accepted ? run.drafts().get(i).drafter() : null;
            end = answer.write(tokens.get(run.verified() + i), rounds - 1, drafter);
        }
        return end == null ? cancelled() : end;
    }

    private void notifyOfRound(DraftRun run, int accepted) {
        if (rounds == 1) {
            listener.onPrefill(tokens.promptLength(), tokens.promptLength());
        } else {
            List<String> drafters = run.drafts().stream().map(Draft::drafter).toList();
            long draftNanos = drafters.isEmpty() ? 0 : verifyStart - roundStart;
            listener.onRound(
                    new GenerationListener.Round(drafters, accepted, draftNanos, verifyEnd - roundStart - draftNanos));
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
                tally.draftedTokens(),
                histogram.acceptedTokens(),
                histogram,
                Duration.ofNanos(decodeStart - start),
                Duration.ofNanos(now - decodeStart),
                Duration.ofNanos(answer.firstTextNanos(now) - start),
                tally.stats(answer));
        return new GenerationResult(answer.tokens(), answer.text(), end, stats, seed);
    }
}
