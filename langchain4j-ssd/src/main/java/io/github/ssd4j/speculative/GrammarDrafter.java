package io.github.ssd4j.speculative;

import io.github.ssd4j.decoder.TokenMask;
import java.util.Iterator;

/**
 * Drafts what a constraint leaves no choice of: the keys and the punctuation of a schema, for example. Where only one token is allowed
 * it is never wrong. Where only one text is, the model may divide it into other tokens, at its end most of all.
 */
final class GrammarDrafter implements Drafter {

    private static final double ONE_TOKEN = 1;

    /** That a token inside a forced text is the model's too; apart from {@link #ONE_TOKEN} for the calibration. */
    private static final double INSIDE = 0.85;

    /** That the last token of a forced text is: what follows may belong to the same token. */
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
        boolean more = false;
        Iterator<Integer> tokens = run.forcedTokens().iterator();
        while (tokens.hasNext()) {
            int token = tokens.next();
            more = run.add(token, tokens.hasNext() ? INSIDE : LAST);
            if (!more) {
                return false;
            }
        }
        return more;
    }
}
