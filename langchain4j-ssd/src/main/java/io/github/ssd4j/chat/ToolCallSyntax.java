package io.github.ssd4j.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * The pieces of an answer that consists of tool calls alone: {@code start (beforeCall call afterCall) (separator
 * beforeCall call afterCall)* end}.
 *
 * @param start before the first call
 * @param beforeCall before each call
 * @param calls a call is one of them
 * @param afterCall after each call
 * @param separator between two calls
 * @param end after the last call
 */
public record ToolCallSyntax(
        String start, String beforeCall, List<Call> calls, String afterCall, String separator, String end) {

    public ToolCallSyntax {
        calls = List.copyOf(calls);
    }

    /**
     * A call of one tool: {@code prefix} and an instance of {@code schema}.
     *
     * @param schema JSON schema of the arguments, or of an object with the name as a constant and the arguments
     */
    public record Call(String prefix, JsonNode schema) {}
}
