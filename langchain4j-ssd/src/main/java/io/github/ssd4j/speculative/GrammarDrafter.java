package io.github.ssd4j.speculative;

import io.github.ssd4j.decoder.TokenMask;

/** Drafts what a constraint leaves no choice of: the keys and the punctuation of a schema, for example. Never wrong. */
final class GrammarDrafter implements Drafter {

    @Override
    public String name() {
        return DrafterKind.GRAMMAR.label();
    }

    @Override
    public void draft(DraftRun run) {
        boolean more = true;
        while (more) {
            TokenMask allowed = run.allowed();
            more = allowed != null && allowed.count() == 1 && run.add(allowed.first(), 1);
        }
    }
}
