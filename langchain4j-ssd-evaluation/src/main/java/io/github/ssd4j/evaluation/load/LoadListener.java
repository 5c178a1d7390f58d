package io.github.ssd4j.evaluation.load;

/** Is told how far a load run is; called on the thread that runs it, several times a second. */
@FunctionalInterface
interface LoadListener {

    /** A listener that does nothing. */
    LoadListener NONE = state -> {};

    void onState(State state);

    /**
     * How far it is.
     *
     * @param share of the duration or of the requests that is over, from 0 to 1
     * @param tokens of the answers that have ended
     */
    record State(double share, double seconds, LoadRecorder.Counts counts, long tokens, int active, int waiting) {}
}
