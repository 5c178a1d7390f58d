package io.github.ssd4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import org.jspecify.annotations.Nullable;

/** Follows an answer as it is taken apart. Called on the engine's thread. */
interface AnswerListener {

    AnswerListener NONE = new AnswerListener() {};

    /** The next piece of the text; {@code drafter}: who drafted the token that completed it, if it was an accepted draft. */
    default void onText(String text, @Nullable String drafter) {}

    default void onThinking(String text) {}

    /** A complete call; {@code index} counts the answer's calls from 0. */
    default void onToolCall(int index, ToolExecutionRequest call) {}
}
