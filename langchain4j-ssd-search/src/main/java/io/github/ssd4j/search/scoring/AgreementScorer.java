package io.github.ssd4j.search.scoring;

import io.github.ssd4j.decoder.Decoder;
import io.github.ssd4j.decoder.Recording;
import io.github.ssd4j.decoder.SamplingOptions;
import io.github.ssd4j.internal.Ensure;
import io.github.ssd4j.search.space.DraftCosts;
import io.github.ssd4j.search.space.Score;
import io.github.ssd4j.search.space.SkipSet;
import io.github.ssd4j.speculative.LookUpReplay;
import io.github.ssd4j.speculative.LookUpReplay.Block;
import io.github.ssd4j.speculative.RoundCosts;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Scores sets of skipped sub-layers on answers of the full model: a pass of the skipped model over all answers at once tells
 * which drafts would be accepted, and the rounds of generation are played with that.
 *
 * <p>A pass is not begun at the embeddings but where the set first differs from the full model or from the best set so far,
 * of which all states are kept. {@link #score} takes one pass where one draft a round is best, else two; {@link
 * #exactScore(Score)} one for each draft of the longest round.
 *
 * <p>Not thread-safe. Closing frees what it keeps on the device, not the continuations.
 */
public final class AgreementScorer implements AutoCloseable {

    /** Enough for the speed of look-up and the length of its drafts to agree. */
    private static final int LOOK_UP_STEPS = 3;

    private final List<Continuation> continuations;
    private final DraftCosts costs;
    private final SamplingOptions sampling;
    private final int maxTokens;
    private final LookUpRounds lookUp;
    private final double baseline;
    private final Recording recording;
    private final StateTrail full;
    private @Nullable StateTrail best;
    private double bestSpeedUp;

    /**
     * Reads the continuations once more, to keep all states.
     *
     * @param continuations with four positions or more altogether; they must outlive the scorer
     * @param sampling of the answers, without penalties
     * @param maxTokens the longest answer there could be
     */
    public AgreementScorer(
            Decoder decoder,
            List<Continuation> continuations,
            DraftCosts costs,
            SamplingOptions sampling,
            int maxTokens) {
        this(decoder, continuations, costs, sampling, maxTokens, false);
    }

    /**
     * As the other constructor, but scores may be of what a set adds beside look-up.
     *
     * @param besideLookUp look-up drafts first, the set where look-up has nothing, and speeds are over look-up alone; else the set
     *     drafts alone, and speeds are over plain decoding
     */
    public AgreementScorer(
            Decoder decoder,
            List<Continuation> continuations,
            DraftCosts costs,
            SamplingOptions sampling,
            int maxTokens,
            boolean besideLookUp) {
        this.continuations = List.copyOf(continuations);
        this.costs = Ensure.notNull(costs, "costs");
        this.sampling = sampling;
        this.maxTokens = maxTokens;
        lookUp = besideLookUp ? lookUp() : LookUpRounds.NONE;
        baseline = besideLookUp ? lookUpAlone(lookUp) : 1;
        recording =
                decoder.record(continuations.stream().map(Continuation::stretch).toList());
        full = StateTrail.ofFullModel(recording, decoder.config().layers());
        recording.setTarget(full.last(), sampling);
    }

    /** The rounds of look-up. How far it drafts depends on the speed that follows from them, so it is found in a few steps. */
    private LookUpRounds lookUp() {
        List<Block> blocks = continuations.stream()
                .flatMap(continuation -> LookUpReplay.blocks(continuation.tokens(), costs.maxDraftTokens()).stream())
                .toList();
        LookUpRounds rounds = LookUpRounds.NONE;
        double speedUp = 1;
        for (int i = 0; i < LOOK_UP_STEPS; i++) {
            rounds = LookUpRounds.of(blocks, plainCosts(), speedUp);
            speedUp = Math.max(1, lookUpAlone(rounds));
        }
        return rounds;
    }

    /** S of look-up with plain steps where it has nothing. */
    private double lookUpAlone(LookUpRounds rounds) {
        return replay(new RoundReplay(0, rounds), Acceptance.ofAllDepths()).speedUp(plainCosts());
    }

    private RoundCosts plainCosts() {
        return new RoundCosts(
                0, costs.verify().stream().mapToDouble(Double::doubleValue).toArray());
    }

    int subLayers() {
        return full.set().subLayers();
    }

    /**
     * The score by one or two passes. The first reads every position as the first draft of a round, which is exact for rounds
     * of one draft and too good for longer ones. If those are better all the same, a second pass reads blocks that begin
     * every few positions: each position is then seen at one depth only, which stands for all depths but the first.
     */
    public Score score(SkipSet set) {
        StateTrail trail = StateTrail.of(set, nearest(set));
        double[] first = recording.agreement(trail.last(), sampling);
        Score score = score(set, Acceptance.ofAllDepths(first));
        if (score.draftTokens() > 1) {
            score = score(set, Acceptance.byDepth(first, agreementInBlocks(set, score.draftTokens(), 0)));
        }
        if (best == null || score.speedUp() > bestSpeedUp) {
            if (best != null) {
                trail.takeOver(best);
            }
            best = trail;
            bestSpeedUp = score.speedUp();
        } else {
            trail.free();
        }
        return score;
    }

    /** The score by blocks from every position on, with which every round of generation is played as it would be. */
    public Score exactScore(Score score) {
        // A score of one draft is exact already, and deeper drafts are better in it than they are.
        return score.draftTokens() == 1
                ? score
                : score(score.set(), exactAcceptance(score.set(), costs.maxDraftTokens()));
    }

    /**
     * As {@link #exactScore(Score)}, but with this number of drafts in each round whether it is the best or not.
     *
     * @param draftTokens at least 1, at most that of the costs' longest round
     */
    public Score exactScore(SkipSet set, int draftTokens) {
        return score(set, exactReplay(set, draftTokens), draftTokens);
    }

    /** The rounds of generation with this set and so many drafts in each. */
    RoundReplay exactReplay(SkipSet set, int draftTokens) {
        return replay(exactAcceptance(set, draftTokens), draftTokens);
    }

    private Acceptance exactAcceptance(SkipSet set, int depths) {
        double[][] byDepth = new double[depths][recording.rows()];
        for (int offset = 0; offset < depths; offset++) {
            double[] agreement = agreementInBlocks(set, depths, offset);
            int row = 0;
            for (Continuation continuation : continuations) {
                for (int i = 0; i < continuation.length(); i++, row++) {
                    if (i >= offset) {
                        byDepth[(i - offset) % depths][row] = agreement[row];
                    }
                }
            }
        }
        return Acceptance.byDepth(byDepth);
    }

    private double[] agreementInBlocks(SkipSet set, int size, int offset) {
        recording.setBlocks(size, offset);
        try {
            // Only the full model's states are the same in blocks of any size.
            StateTrail trail = StateTrail.of(set, full);
            double[] agreement = recording.agreement(trail.last(), sampling);
            trail.free();
            return agreement;
        } finally {
            recording.setBlocks(1, 0);
        }
    }

    private StateTrail nearest(SkipSet set) {
        return best != null && best.sharedWith(set) > full.sharedWith(set) ? best : full;
    }

    int embeddings() {
        return recording.embeddings();
    }

    int run(int state, int subLayer) {
        return recording.run(state, SkipSet.layerOf(subLayer), SkipSet.isAttention(subLayer));
    }

    /** The mean cosine between a state and the full model's after a sub-layer. */
    double similarity(int state, int subLayer) {
        return recording.similarity(state, full.after(subLayer));
    }

    /** Frees a state that {@link #run} has made. */
    void free(int state) {
        recording.free(state);
    }

    private Score score(SkipSet set, Acceptance acceptance) {
        return IntStream.rangeClosed(1, costs.maxDraftTokens())
                .mapToObj(drafts -> score(set, replay(acceptance, drafts), drafts))
                .reduce((best, next) -> next.speedUp() > best.speedUp() ? next : best)
                .orElseThrow();
    }

    private Score score(SkipSet set, RoundReplay replay, int draftTokens) {
        return new Score(
                set,
                // Look-up may leave no round to the set.
                replay.agreement().isEmpty() ? List.of(0.0) : replay.agreement(),
                costs.draft(set),
                draftTokens,
                replay.tokensPerRound(),
                replay.speedUp(costs.rounds(set)) / baseline);
    }

    private RoundReplay replay(Acceptance acceptance, int draftTokens) {
        return replay(new RoundReplay(draftTokens, lookUp), acceptance);
    }

    private RoundReplay replay(RoundReplay replay, Acceptance acceptance) {
        int firstRow = 0;
        for (Continuation continuation : continuations) {
            replay.play(acceptance, firstRow, continuation.length(), continuation.ended(), maxTokens);
            firstRow += continuation.length();
        }
        return replay;
    }

    @Override
    public void close() {
        recording.close();
    }
}
