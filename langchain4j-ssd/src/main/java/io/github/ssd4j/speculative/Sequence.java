package io.github.ssd4j.speculative;

import io.github.ssd4j.decoder.DraftToken;
import io.github.ssd4j.decoder.KvCache;
import io.github.ssd4j.decoder.PassPart;
import io.github.ssd4j.decoder.SkipProfile;
import io.github.ssd4j.decoder.TokenSequence;
import io.github.ssd4j.decoder.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One answer as it is written: prefill, then rounds of draft, verify, accept and rollback. Plain decoding is the same with a
 * policy that never drafts. It does no pass: {@link #next} says what it wants of one, and what came of it is told to it. So several
 * sequences can share a pass.
 *
 * <p>Between rounds the cache lacks exactly the last token: it is the first one that the next draft and the next
 * verification read.
 */
final class Sequence {

    /** What a sequence wants next. */
    enum Work {
        /** {@link #part} is to be read; {@link #read} follows. */
        READ,
        /** {@link #part} is to be drafted from by the model without {@link #profile}; {@link #drafted} follows. */
        DRAFT,
        /** {@link #part} is to be verified; {@link #verified} follows. */
        VERIFY,
        /** Nothing in this pass. */
        WAIT,
        /** Nothing any more: {@link #result} is there. */
        END
    }

    /** So few tokens of a prompt, most often one that was in the cache, need not wait for their turn. */
    private static final int FEW = 8;

    private final long start = System.nanoTime();
    private final KvCache cache;
    private final TokenSequence tokens;
    private final GenerationOptions options;
    private final GenerationListener listener;
    private final Answer answer;
    private final ConstraintCursor constraint;
    private final DraftPlanner planner;
    private final DrafterTally tally = new DrafterTally();
    private final long seed;
    private final int promptBlock;
    private final IntConsumer room;
    private final int reusedPromptTokens;

    private @Nullable DraftRun run;
    private @Nullable PassPart part;
    private @Nullable GenerationResult result;
    private int rounds;
    private long roundStart;
    private long draftNanos;
    private long promptRead;

    /**
     * Starts from what {@code cache} holds, which must be a beginning of {@code tokens}, the prompt, but not all.
     *
     * @param options with a seed
     * @param promptBlock at multiples of how many positions the prompt may be cut
     * @param room makes the cache as long as it is told, before more is fed
     */
    Sequence(
            KvCache cache,
            TokenSequence tokens,
            GenerationOptions options,
            DraftPlanner planner,
            Answer answer,
            GenerationListener listener,
            int promptBlock,
            IntConsumer room) {
        this.cache = cache;
        this.tokens = tokens;
        this.options = options;
        this.planner = planner;
        this.listener = listener;
        this.answer = answer;
        this.promptBlock = promptBlock;
        this.room = room;
        seed = options.seed().orElseThrow();
        constraint = new ConstraintCursor(options.constraint());
        reusedPromptTokens = cache.length();
    }

    /** Whether the prompt has been read, so that each pass gives tokens. */
    boolean isDecoding() {
        return rounds > 0;
    }

    /** Whether {@link #result} is there. */
    boolean hasEnded() {
        return result != null;
    }

    /** The sub-layers that are skipped where the model drafts. */
    SkipProfile profile() {
        return options.profile();
    }

    /** Of the work that was asked for last. */
    PassPart part() {
        if (part == null) {
            throw new IllegalStateException("there is no work");
        }
        return part;
    }

    /** Once {@link #next} has said {@link Work#END}. */
    GenerationResult result() {
        if (result == null) {
            throw new IllegalStateException("the answer has not ended");
        }
        return result;
    }

    /**
     * What is to be done now, after all that was asked for before is done.
     *
     * @param promptRows the most tokens of a prompt that the next pass has room for
     */
    Work next(int promptRows) {
        if (result == null && listener.isCancelled()) {
            finish(FinishReason.CANCELLED);
        }
        if (result != null) {
            return Work.END;
        }
        if (!isDecoding() && tokens.length() - cache.length() > Math.max(promptRows, FEW)) {
            return readPrompt(promptRows);
        }
        if (run == null) {
            run = beginRound();
        }
        return draftOrVerify(run);
    }

    /** Never skips: drafts build on it. A last piece is left to the first verification. */
    private Work readPrompt(int promptRows) {
        int end = (cache.length() + promptRows) / promptBlock * promptBlock;
        if (end <= cache.length()) {
            return Work.WAIT;
        }
        room.accept(end);
        part = PassPart.reading(cache, tokens, end);
        return Work.READ;
    }

    private DraftRun beginRound() {
        roundStart = System.nanoTime();
        draftNanos = 0;
        constraint.begin(answer.remaining());
        // Without K/V of the whole prompt there is nothing to draft from. One token a round is the full model's.
        int limit = isDecoding() ? Math.min(planner.maxDraftTokens(), answer.remaining() - 1) : 0;
        return new DraftRun(tokens, constraint, answer::isStopToken, limit, System::nanoTime);
    }

    private Work draftOrVerify(DraftRun drafting) {
        long before = System.nanoTime();
        boolean byModel = drafting.isOpen() && planner.draft(drafting);
        draftNanos += System.nanoTime() - before;
        room.accept(tokens.length());
        if (byModel) {
            part = PassPart.drafting(cache, tokens, drafting.unread(), options.sampling(), seed, drafting.allowed());
            return Work.DRAFT;
        }
        part = PassPart.verification(cache, tokens, drafting.drafted(), options.sampling(), seed, constraint.masks());
        return Work.VERIFY;
    }

    /** The part was read. */
    void read() {
        if (!listener.isCancelled()) {
            listener.onPrefill(cache.length(), tokens.promptLength());
        }
    }

    /** The model drafted. */
    void drafted(DraftToken draft, long passNanos) {
        draftNanos += passNanos;
        round().addOfModel(draft.token(), draft.probability(), passNanos);
    }

    /** The full model verified. Keeps the accepted drafts, adds its token and writes the answer. */
    void verified(Verdict verdict, long passNanos) {
        DraftRun round = round();
        run = null;
        if (++rounds == 1) {
            promptRead = System.nanoTime();
        }
        accept(round, verdict, passNanos);
        cache.rollback(tokens.length() - 1);
        FinishReason end = emit(round, verdict.accepted());
        if (end != null) {
            finish(end);
        }
    }

    private DraftRun round() {
        if (run == null) {
            throw new IllegalStateException("no round has begun");
        }
        return run;
    }

    private void accept(DraftRun round, Verdict verdict, long passNanos) {
        int accepted = verdict.accepted();
        tokens.truncate(round.verified() + accepted);
        tokens.add(verdict.next());
        constraint.accepted(accepted, verdict.next());
        if (rounds > 1) {
            List<Integer> chosen = IntStream.range(round.verified(), tokens.length())
                    .mapToObj(tokens::get)
                    .toList();
            planner.record(new RoundOutcome(round, accepted, chosen, passNanos));
            tally.add(round);
        }
    }

    /** Hands the tokens of this round to the answer until it ends. */
    private @Nullable FinishReason emit(DraftRun round, int accepted) {
        FinishReason end = cancelled();
        if (end == null) {
            notifyOfRound(round, accepted);
            end = cancelled();
        }
        for (int i = 0; i <= accepted && end == null; i++) {
            String drafter = i < accepted ? round.drafts().get(i).drafter() : null;
            end = answer.write(tokens.get(round.verified() + i), rounds - 1, drafter);
        }
        return end == null ? cancelled() : end;
    }

    private void notifyOfRound(DraftRun round, int accepted) {
        if (rounds == 1) {
            listener.onPrefill(tokens.promptLength(), tokens.promptLength());
        } else {
            List<String> drafters = round.drafts().stream().map(Draft::drafter).toList();
            long drafting = drafters.isEmpty() ? 0 : draftNanos;
            listener.onRound(new GenerationListener.Round(
                    drafters, accepted, drafting, System.nanoTime() - roundStart - drafting));
        }
    }

    private @Nullable FinishReason cancelled() {
        return listener.isCancelled() ? FinishReason.CANCELLED : null;
    }

    /** Takes tokens, cache and statistics back to where the answer ends, which may be inside a round or before it. */
    private void finish(FinishReason end) {
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
        result = new GenerationResult(answer.tokens(), answer.text(), end, stats, seed);
    }
}
