package io.github.ssd4j.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * The pieces of an answer that consists of tool calls alone: {@code start (beforeCall call afterCall) (separator
 * beforeCall call afterCall)* end}.
 *
 * @param start before the first call
 * @param beforeCall before each call
 * @param callSchemas JSON schema of a call of each tool, an object with the name as a constant and the arguments; a call
 *     is an instance of one of them
 * @param afterCall after each call
 * @param separator between two calls
 * @param end after the last call
 */
public record ToolCallSyntax(
        String start, String beforeCall, List<JsonNode> callSchemas, String afterCall, String separator, String end) {

    public ToolCallSyntax {
        callSchemas = List.copyOf(callSchemas);
    }
}
