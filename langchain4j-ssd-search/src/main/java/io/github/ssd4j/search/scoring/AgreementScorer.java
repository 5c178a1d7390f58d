package io.github.ssd4j.search.scoring;

import io.github.ssd4j.decoder.Decoder;
import io.github.ssd4j.decoder.Recording;
import io.github.ssd4j.decoder.SamplingOptions;
import io.github.ssd4j.internal.Ensure;
import io.github.ssd4j.search.DraftCosts;
import io.github.ssd4j.search.Score;
import io.github.ssd4j.search.SkipSet;
import java.util.ArrayList;
import java.util.List;

/**
 * Scores sets of skipped sub-layers on answers of the full model, each with one pass of the skipped model over all answers
 * at once. What comes before the first skipped sub-layer is the full model's and is not computed again.
 *
 * <p>{@link #score} reads blocks that begin every few positions, so each position is seen at one depth only, which then
 * stands for all. {@link #exactScore} reads blocks from every position on and costs as many passes as a block has positions.
 *
 * <p>Not thread-safe. Closing frees what it keeps on the device, not the continuations.
 */
public final class AgreementScorer implements AutoCloseable {

    private final List<Continuation> continuations;
    private final DraftCosts costs;
    private final SamplingOptions sampling;
    private final int maxTokens;
    private final int block;
    private final Recording recording;

    /** Element i: the full model's state before sub-layer i; the last: after all. */
    private final List<Integer> full = new ArrayList<>();

    /**
     * Reads the continuations once more, to keep all states.
     *
     * @param maxTokens the longest answer there could be
     * @param block positions of a block of {@link #score}, at least 1
     */
    public AgreementScorer(
            Decoder decoder,
            List<Continuation> continuations,
            DraftCosts costs,
            SamplingOptions sampling,
            int maxTokens,
            int block) {
        this.continuations = List.copyOf(continuations);
        this.costs = Ensure.notNull(costs, "costs");
        this.sampling = sampling;
        this.maxTokens = maxTokens;
        this.block = Ensure.positive(block, "block");
        recording =
                decoder.record(continuations.stream().map(Continuation::stretch).toList());
        full.add(recording.embeddings());
        for (int subLayer = 0; subLayer < 2 * decoder.config().layers(); subLayer++) {
            full.add(run(full.get(subLayer), subLayer));
        }
        recording.setTarget(full.get(full.size() - 1), sampling);
        recording.setBlocks(block, 0);
    }

    int subLayers() {
        return full.size() - 1;
    }

    /** The score by blocks that begin every few positions. */
    public Score score(SkipSet set) {
        return score(set, Acceptance.ofAllDepths(agreement(set)));
    }

    /** The score by blocks from every position on, with which every round of generation can be played as it would be. */
    public Score exactScore(SkipSet set) {
        return score(set, exactAcceptance(set));
    }

    /** The rounds of generation with this set and so many drafts in each, at most the costs' longest round. */
    RoundReplay exactReplay(SkipSet set, int draftTokens) {
        return replay(exactAcceptance(set), draftTokens);
    }

    private Acceptance exactAcceptance(SkipSet set) {
        int depths = costs.maxDraftTokens();
        double[][] byDepth = new double[depths][recording.rows()];
        try {
            for (int offset = 0; offset < depths; offset++) {
                recording.setBlocks(depths, offset);
                double[] agreement = agreement(set);
                int row = 0;
                for (Continuation continuation : continuations) {
                    for (int i = 0; i < continuation.length(); i++, row++) {
                        if (i >= offset) {
                            byDepth[(i - offset) % depths][row] = agreement[row];
                        }
                    }
                }
            }
        } finally {
            recording.setBlocks(block, 0);
        }
        return Acceptance.byDepth(byDepth);
    }

    /** Row by row, the probability that the draft of this row is accepted. */
    private double[] agreement(SkipSet set) {
        int state = full.get(set.first());
        for (int subLayer = set.first(); subLayer < subLayers(); subLayer++) {
            if (!set.contains(subLayer)) {
                int next = run(state, subLayer);
                release(state);
                state = next;
            }
        }
        double[] agreement = recording.agreement(state, sampling);
        release(state);
        return agreement;
    }

    int run(int state, int subLayer) {
        return recording.run(state, SkipSet.layerOf(subLayer), SkipSet.isAttention(subLayer));
    }

    /** The mean cosine between a state and the full model's after a sub-layer. */
    double similarity(int state, int subLayer) {
        return recording.similarity(state, full.get(subLayer + 1));
    }

    /** Frees a state unless it is one of the full model's. */
    void release(int state) {
        if (!full.contains(state)) {
            recording.free(state);
        }
    }

    private Score score(SkipSet set, Acceptance acceptance) {
        Score best = null;
        for (int drafts = 1; drafts <= costs.maxDraftTokens(); drafts++) {
            RoundReplay replay = replay(acceptance, drafts);
            double speedUp = replay.speedUp(costs.rounds(set));
            if (best == null || speedUp > best.speedUp()) {
                best = new Score(set, replay.agreement(), costs.draft(set), drafts, replay.tokensPerRound(), speedUp);
            }
        }
        return Ensure.notNull(best, "best");
    }

    private RoundReplay replay(Acceptance acceptance, int draftTokens) {
        RoundReplay replay = new RoundReplay(draftTokens);
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
