package io.github.ssd4j.evaluation.run;

import io.github.ssd4j.evaluation.prompt.Conversation;

/** Something that answers, one request after the other. Not thread-safe. */
public interface Contestant extends AutoCloseable {

    /** Of the contestant, in reports. */
    String name();

    /**
     * Answers a conversation whose last message is the user's.
     *
     * @param session name of the conversation: a later turn has the same
     * @param seed for sampling
     * @throws LeftOutException if this question cannot be asked
     */
    Answer answer(String session, Conversation conversation, long seed);

    /** Frees what it holds. */
    @Override
    void close();
}
