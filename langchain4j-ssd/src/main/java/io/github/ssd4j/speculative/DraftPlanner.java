package io.github.ssd4j.speculative;

/** Decides in each round of a generation who drafts, and how far. Belongs to one generation. */
interface DraftPlanner {

    /** Never drafts. */
    DraftPlanner PLAIN = new DraftPlanner() {

        @Override
        public int maxDraftTokens() {
            return 0;
        }

        @Override
        public boolean draft(DraftRun run) {
            return false;
        }

        @Override
        public void record(RoundOutcome outcome) {}
    };

    /** Most drafts in a round. */
    int maxDraftTokens();

    /**
     * Lets drafters add to {@code run}. True if the model is to draft the next token: then it is its turn in the run, and after {@link
     * DraftRun#addOfModel} this is asked again, until it says false.
     */
    boolean draft(DraftRun run);

    /** Takes note of a round, one without drafts included, but not of the round that reads the prompt. */
    void record(RoundOutcome outcome);
}
