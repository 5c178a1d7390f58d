package io.github.ssd4j.speculative;

import io.github.ssd4j.decoder.TokenSequence;
import io.github.ssd4j.internal.Ensure;
import java.util.ArrayList;
import java.util.List;

/** Says what look-up would have drafted in an answer that is known. For tools that replay rounds without generating. */
public final class LookUpReplay {

    /** A block ends where it is hardly ever reached, as in generation. */
    private static final double LEAST_REACH = 0.01;

    private LookUpReplay() {}

    /**
     * What look-up offers at one position.
     *
     * @param confidences that each of its drafts is right if those before it are, in [0, 1]; empty if it has nothing
     * @param right how many of its first drafts are the tokens that follow in the answer
     */
    public record Block(List<Double> confidences, int right) {

        public Block {
            confidences = List.copyOf(confidences);
            Ensure.between(right, 0, confidences.size(), "right");
        }
    }

    /**
     * What look-up offers behind each token of the answer.
     *
     * @param text prompt and answer, without the end token: a draft in its place counts as wrong
     * @param most longest block, at least 1
     * @return element i is drafted when the prompt and the first i + 1 tokens of the answer are known
     */
    public static List<Block> blocks(TokenSequence text, int most) {
        Ensure.positive(most, "most");
        TokenSequence known = new TokenSequence(text.subArray(0, text.promptLength()));
        Drafter lookUp = new LookUpDrafter(new LookUpIndex(known));
        List<Block> blocks = new ArrayList<>();
        for (int position = text.promptLength(); position < text.length(); position++) {
            known.add(text.get(position));
            DraftRun run = new DraftRun(known, new ConstraintCursor(null), token -> false, most, () -> 0L);
            run.turn(lookUp, confidence -> confidence, drafted -> drafted.reach() > LEAST_REACH);
            blocks.add(new Block(
                    run.drafts().stream().map(Draft::confidence).toList(), right(run.drafts(), text, position + 1)));
            run.truncate(0);
        }
        return blocks;
    }

    private static int right(List<Draft> drafts, TokenSequence text, int next) {
        int right = 0;
        while (right < drafts.size()
                && next + right < text.length()
                && drafts.get(right).token() == text.get(next + right)) {
            right++;
        }
        return right;
    }
}
