package io.github.ssd4j.chat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a chat template can do, found out by letting it render small conversations: templates say the same thing in too
 * many ways to read it from their source.
 *
 * @param takesTools whether the template tells the model about tools and writes calls in a dialect that is known
 * @param takesSystem whether it takes a system message
 * @param toolDialect the dialect of its calls; {@link ToolDialect#HERMES} if it does not take tools
 */
record TemplateTraits(
        boolean takesTools, boolean takesSystem, ToolDialect toolDialect, Optional<ThinkingTags> thinkingTags) {

    private static final Logger log = LoggerFactory.getLogger(TemplateTraits.class);

    private static final String OFFERED = "ssd_offered";
    private static final String CALLED = "ssd_called";
    private static final String SYSTEM = "ssd_system";
    private static final String ID = "ssdprobe0"; // as Mistral wants them: nine letters and digits

    private static final Map<ToolDialect, Pattern> CALLS = Map.of(
            ToolDialect.QWEN_XML,
                    Pattern.compile("<function=" + CALLED + ">\\s*<parameter=key>\\s*value\\s*</parameter>"),
            ToolDialect.HERMES, Pattern.compile("<tool_call>\\s*\\{[^<]*\"name\": ?\"" + CALLED + "\""),
            ToolDialect.LLAMA_JSON, Pattern.compile("\\{\"name\": ?\"" + CALLED + "\", ?\"parameters\": ?\\{"),
            ToolDialect.MISTRAL, Pattern.compile("\\[TOOL_CALLS] ?\\[\\{[^]]*\"name\": ?\"" + CALLED + "\""),
            ToolDialect.MISTRAL_ARGS, Pattern.compile("\\[TOOL_CALLS] ?" + CALLED + "[^{]*\\[ARGS] ?\\{"),
            ToolDialect.TOOL_CALL_TOKEN,
                    Pattern.compile("<\\|tool_call\\|>\\s*\\[?\\{[^<]*\"name\": ?\"" + CALLED + "\""));

    /** {@code render} renders the template with the given variables. */
    static TemplateTraits of(String source, Function<Map<String, @Nullable Object>, String> render) {
        Optional<ToolDialect> dialect = source.contains("tools") ? dialect(render) : Optional.empty();
        return new TemplateTraits(
                dialect.isPresent(),
                dialect.isPresent() || takesSystem(render),
                dialect.orElse(ToolDialect.HERMES),
                ThinkingTags.in(source));
    }

    private static Optional<ToolDialect> dialect(Function<Map<String, @Nullable Object>, String> render) {
        Map<String, Object> user = Map.of("role", "user", "content", "hello");
        Tool tool = new Tool(OFFERED, "none", JsonNodeFactory.instance.objectNode());
        Map<String, Object> call = Map.of(
                "id", ID, "type", "function", "function", Map.of("name", CALLED, "arguments", Map.of("key", "value")));
        List<Map<String, Object>> conversation = List.of(
                user,
                Map.of("role", "assistant", "content", "", "tool_calls", List.of(call)),
                Map.of("role", "tool", "name", CALLED, "content", "done", "tool_call_id", ID));
        if (!rendered(render, List.of(user), List.of(tool), "tools").contains(OFFERED)) {
            return Optional.empty();
        }
        String text = rendered(render, conversation, List.of(tool), "calls of tools");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<ToolDialect> known = CALLS.entrySet().stream()
                .filter(entry -> entry.getValue().matcher(text).find())
                .map(Map.Entry::getKey)
                .findFirst();
        if (known.isEmpty()) {
            log.info(
                    "the chat template writes calls of tools in a form that is not known, so tools are described as text");
        }
        return known;
    }

    private static boolean takesSystem(Function<Map<String, @Nullable Object>, String> render) {
        List<Map<String, Object>> conversation =
                List.of(Map.of("role", "system", "content", SYSTEM), Map.of("role", "user", "content", "hello"));
        return rendered(render, conversation, List.of(), "").contains(SYSTEM);
    }

    /**
     * Empty if the template refuses; a template that reaches a limit here is of no use.
     *
     * @param probed what it is tried with, to be named in the log; empty if a refusal is usual
     */
    private static String rendered(
            Function<Map<String, @Nullable Object>, String> render,
            List<Map<String, Object>> messages,
            List<Tool> tools,
            String probed) {
        try {
            return render.apply(ChatTemplate.variables(messages, tools, true));
        } catch (ChatTemplateException e) {
            if (e.isLimit()) {
                throw e;
            }
            if (!probed.isEmpty()) {
                log.warn(
                        "the chat template speaks of tools, but fails with {}, so tools are described as text: {}",
                        probed,
                        e.getMessage());
            }
            return "";
        }
    }
}
