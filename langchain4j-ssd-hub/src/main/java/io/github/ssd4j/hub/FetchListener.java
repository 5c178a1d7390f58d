package io.github.ssd4j.hub;

/** Is told what happens while a model is looked for and fetched. Called on the thread that looks. */
public interface FetchListener {

    /** Does nothing. */
    FetchListener NONE = line -> {};

    /** A line for the user: why a place does not have the model, or what is used instead. */
    void note(String line);

    /**
     * How far a transfer has come.
     *
     * @param what what is transferred, for example a file name
     * @param done bytes that are here
     * @param total bytes in all, or 0 when unknown; equal to {@code done} in the last call of a transfer that succeeded
     */
    default void progress(String what, long done, long total) {}
}
