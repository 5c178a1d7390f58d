package io.github.ssd4j.speculative;

/**
 * Drafts what followed the last tokens when they occurred before (prompt look-up). Of several occurrences that match equally long,
 * the newest decides, unless another continuation is twice as frequent. At each further depth only those count that agreed so far.
 */
final class LookUpDrafter implements Drafter {

    private static final int MAX_OCCURRENCES = 16;

    private final LookUpIndex index;
    private final int[] occurrences = new int[MAX_OCCURRENCES];

    LookUpDrafter(LookUpIndex index) {
        this.index = index;
    }

    @Override
    public String name() {
        return DrafterKind.LOOK_UP.label();
    }

    @Override
    public void draft(DraftRun run) {
        index.extendTo(run.verified());
        LookUpIndex.Match match = index.find(occurrences);
        int count = match.count();
        int start = run.tokens().length();
        boolean more = count > 0;
        for (int depth = 0; more; depth++) {
            int chosen = vote(run, count, depth);
            int agreeing = keep(run, chosen, count, depth);
            more = run.add(chosen, LookUpOdds.confidence(match.length() + depth, agreeing, count))
                    && run.tokens().length() == start + depth + 1;
            count = agreeing;
        }
    }

    /** The token that an occurrence continues with. It may be a draft: a text that repeats itself is its own continuation. */
    private static int continuation(DraftRun run, int occurrence, int depth) {
        return run.tokens().get(occurrence + depth);
    }

    private int vote(DraftRun run, int count, int depth) {
        int newest = continuation(run, occurrences[0], depth);
        int best = newest;
        int most = votes(run, newest, count, depth);
        for (int i = 1; i < count; i++) {
            int other = continuation(run, occurrences[i], depth);
            int votes = votes(run, other, count, depth);
            if (votes > most) {
                best = other;
                most = votes;
            }
        }
        return best;
    }

    private int votes(DraftRun run, int token, int count, int depth) {
        int votes = 0;
        for (int i = 0; i < count; i++) {
            votes += continuation(run, occurrences[i], depth) == token ? 1 : 0;
        }
        return votes;
    }

    /** Keeps the occurrences that continue with {@code token}, in their order, and says how many they are. */
    private int keep(DraftRun run, int token, int count, int depth) {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (continuation(run, occurrences[i], depth) == token) {
                occurrences[kept++] = occurrences[i];
            }
        }
        return kept;
    }
}
