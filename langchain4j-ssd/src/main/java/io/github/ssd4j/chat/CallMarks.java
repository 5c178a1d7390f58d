package io.github.ssd4j.chat;

import java.util.List;

/**
 * What models write around calls of tools. All of it is understood of every model: fine-tuned ones mix the forms, and what a
 * template shows is not always what its model writes.
 */
final class CallMarks {

    /** Before a call. */
    static final List<String> OPEN = List.of(
            "<tool_call>", // Hermes, Qwen, SmolLM, Granite 4
            "[TOOL_CALLS]", // Mistral
            "<|python_tag|>", // Llama 3
            "<function=", // Llama 3, with the name behind it
            "<|tool_call|>", // Granite 3, Phi-4-mini
            "<｜tool▁calls▁begin｜>", // DeepSeek
            "<｜tool▁call▁begin｜>");

    /** After a call. */
    static final List<String> CLOSE =
            List.of("</tool_call>", "</function>", "<|/tool_call|>", "<｜tool▁call▁end｜>", "<｜tool▁calls▁end｜>");

    /** Between the name of a tool and its arguments. */
    static final List<String> INNER = List.of("[ARGS]", "[CALL_ID]", "<｜tool▁sep｜>");

    /** Around JSON in Markdown; the longer one first. */
    static final List<String> FENCES = List.of("```json", "```");

    /** Ends what a fence has opened. */
    static final String FENCE = "```";

    private CallMarks() {}

    /** Whether {@code character} may stand between two calls. */
    static boolean separates(char character) {
        return character == ';' || character == ',';
    }
}
