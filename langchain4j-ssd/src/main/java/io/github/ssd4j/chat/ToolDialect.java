package io.github.ssd4j.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** How a model writes that it calls tools. */
public enum ToolDialect {

    /** {@code <tool_call>{"name": ..., "arguments": {...}}</tool_call>}: Hermes, Qwen, SmolLM. */
    HERMES("<tool_call>", "</tool_call>", "arguments"),

    /** {@code {"name": ..., "parameters": {...}}} as the whole answer, after {@code <|python_tag|>} or not: Llama 3. */
    LLAMA_JSON("<|python_tag|>", "", "parameters"),

    /** {@code [TOOL_CALLS][{"name": ..., "arguments": {...}}, ...]}: Mistral. The mark is a special token. */
    MISTRAL("[TOOL_CALLS]", "", "arguments"),

    /** {@code [TOOL_CALLS]name[ARGS]{...}}, once for each call: Mistral since 2025. The marks are special tokens. */
    MISTRAL_ARGS("[TOOL_CALLS]", "", "arguments"),

    /** {@code <|tool_call|>[{"name": ..., "arguments": {...}}, ...]<|/tool_call|>}: Granite 3 and Phi-4-mini. */
    TOOL_CALL_TOKEN("<|tool_call|>", "<|/tool_call|>", "arguments"),

    /**
     * {@code <tool_call><function=name><parameter=key>value</parameter></function></tool_call>}: Qwen3-Coder. A required call
     * is written as {@link #HERMES} has it, because a grammar for values without quotes could not hold every value.
     */
    QWEN_XML("<tool_call>", "</tool_call>", "arguments");

    private static final String ARGS = "[ARGS]";

    private final String open;
    private final String close;
    private final String argumentsKey;

    ToolDialect(String open, String close, String argumentsKey) {
        this.open = open;
        this.close = close;
        this.argumentsKey = argumentsKey;
    }

    /** Stands before a call, at any place of the answer. */
    String open() {
        return open;
    }

    /** Stands after a call; empty where nothing does. */
    String close() {
        return close;
    }

    /**
     * What an answer that consists of calls of {@code tools} is put together from, to compose a grammar with. Marks that are
     * special tokens are left out where calls are understood without them; else they are in {@link #marksInSyntax}.
     */
    public ToolCallSyntax syntax(List<Tool> tools) {
        List<ToolCallSyntax.Call> calls = tools.stream().map(this::call).toList();
        return switch (this) {
            case HERMES, QWEN_XML -> new ToolCallSyntax("", open + "\n", calls, "\n" + close, "\n", "");
            case LLAMA_JSON -> new ToolCallSyntax("", "", calls, "", "; ", "");
            case MISTRAL, TOOL_CALL_TOKEN -> new ToolCallSyntax("[", "", calls, "", ", ", "]");
            case MISTRAL_ARGS -> new ToolCallSyntax("", open, calls, "", "", "");
        };
    }

    /** The marks in {@link #syntax} that are special tokens of such models. */
    public List<String> marksInSyntax() {
        return this == MISTRAL_ARGS ? List.of(open, ARGS) : List.of();
    }

    private ToolCallSyntax.Call call(Tool tool) {
        return this == MISTRAL_ARGS
                ? new ToolCallSyntax.Call(tool.name() + ARGS, arguments(tool))
                : new ToolCallSyntax.Call("", callSchema(tool));
    }

    private static ObjectNode arguments(Tool tool) {
        ObjectNode arguments = tool.parameters().deepCopy();
        arguments.put("type", "object");
        if (!arguments.path("properties").isObject()) {
            arguments.putObject("properties");
        }
        if (arguments.get("properties").isEmpty()) {
            arguments.put("additionalProperties", false);
        }
        return arguments;
    }

    private ObjectNode callSchema(Tool tool) {
        ObjectNode arguments = arguments(tool);
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        // References are counted from the root: definitions have to move there with what refers to them.
        for (String key : List.of("$defs", "definitions")) {
            JsonNode definitions = arguments.remove(key);
            if (definitions != null) {
                schema.set(key, definitions);
            }
        }
        ObjectNode properties = schema.putObject("properties");
        properties.putObject("name").put("const", tool.name());
        properties.set(argumentsKey, arguments);
        schema.putArray("required").add("name").add(argumentsKey);
        return schema.put("additionalProperties", false);
    }
}
