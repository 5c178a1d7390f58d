package io.github.ssd4j.examples.model;

/** Hears what happens while a model is looked for. Called on the thread that looks. */
public interface Notes {

    /** Hears nothing. */
    Notes NONE = line -> {};

    /** A line for the user: why a place has not got the model, or what is used instead. */
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
