package io.github.ssd4j.speculative;

/** Proposes tokens for a round. Belongs to one generation. */
interface Drafter {

    /** The key of experience, statistics and metrics: {@code look-up}, {@code skip:} and the profile's name, for example. */
    String name();

    /** Adds drafts with {@link DraftRun#add} until it returns false, or until there is nothing to propose. */
    void draft(DraftRun run);
}
