package io.github.ssd4j.chat;

/** A piece of an answer, in the order in which the model wrote them. */
public sealed interface AnswerPart {

    /** A piece of the text for the user, never empty. The text of the answer is all of them, one after the other. */
    record Text(String text) implements AnswerPart {}

    /** A piece of the model's thoughts, never empty, without the tags around them. */
    record Thinking(String text) implements AnswerPart {}

    /**
     * A complete call of a tool.
     *
     * @param arguments a JSON object
     */
    record ToolCall(String name, String arguments) implements AnswerPart {}
}
