package io.github.ssd4j.speculative;

import io.github.ssd4j.decoder.TokenMask;
import java.util.List;

/**
 * Drafts what a constraint leaves no choice of: the keys and the punctuation of a schema, for example. Where only one token is allowed
 * it is never wrong. Where only one text is, the model may divide it into other tokens, at its end most of all.
 */
final class GrammarDrafter implements Drafter {

    private static final double ONE_TOKEN = 1;

    /** Confidence in a token inside a forced text. Lower than {@link #ONE_TOKEN}, so that the two are calibrated apart. */
    private static final double INSIDE = 0.85;

    /** Confidence in the last token of a forced text: the model may write a longer token that holds what follows, too. */
    private static final double LAST = 0.65;

    @Override
    public String name() {
        return DrafterKind.GRAMMAR.label();
    }

    @Override
    public void draft(DraftRun run) {
        boolean more = true;
        while (more) {
            TokenMask allowed = run.allowed();
            if (allowed == null) {
                return;
            }
            more = allowed.count() == 1 ? run.add(allowed.first(), ONE_TOKEN) : spell(run);
        }
    }

    /** Returns whether there was a forced text and there may be another. */
    private static boolean spell(DraftRun run) {
        List<Integer> tokens = run.forcedTokens();
        int last = tokens.size() - 1;
        for (int i = 0; i <= last; i++) {
            if (!run.add(tokens.get(i), i < last ? INSIDE : LAST)) {
                return false;
            }
        }
        return !tokens.isEmpty();
    }
}
