package io.github.ssd4j.chat;

import io.github.ssd4j.chat.template.PythonJson;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Fits a conversation with tools to what a template takes: calls one by one for Llama, identifiers of Mistral's length,
 * and all of it as plain text for templates that know nothing of tools.
 */
final class ToolMessages {

    private static final String INSTRUCTIONS = """
            You can use tools. These are the tools, each as a JSON object on a line of its own:
            %s

            To use a tool, write its name and its arguments as a JSON object between these tags:
            %s
            {"name": "name_of_the_tool", "arguments": {"name_of_an_argument": "value"}}
            %s
            You may use several tools at once: write one such block after the other and nothing else. The results \
            then come back between <tool_response> and </tool_response>. Answer in plain words when no tool helps.""";

    private static final int MISTRAL_ID_LENGTH = 9;

    private ToolMessages() {}

    static List<Map<String, Object>> fit(List<Map<String, Object>> messages, List<Tool> tools, TemplateTraits traits) {
        if (!traits.takesTools()) {
            List<Map<String, Object>> plain = asText(messages);
            return tools.isEmpty() ? plain : withInstructions(plain, instructions(tools), traits.takesSystem());
        }
        return switch (traits.toolDialect()) {
            case HERMES, QWEN_XML, TOOL_CALL_TOKEN -> messages;
            case LLAMA_JSON -> oneCallEach(messages);
            case MISTRAL, MISTRAL_ARGS ->
                messages.stream().map(ToolMessages::withMistralIds).toList();
        };
    }

    private static String instructions(List<Tool> tools) {
        return INSTRUCTIONS.formatted(
                tools.stream().map(tool -> PythonJson.write(tool.toTemplate())).collect(Collectors.joining("\n")),
                ToolDialect.HERMES.open(),
                ToolDialect.HERMES.close());
    }

    private static List<Map<String, Object>> withInstructions(
            List<Map<String, Object>> messages, String instructions, boolean asSystem) {
        String role = asSystem ? "system" : "user";
        List<Map<String, Object>> instructed = new ArrayList<>(messages);
        for (int i = 0; i < instructed.size(); i++) {
            if (isRole(instructed.get(i), role)) {
                String content = content(instructed.get(i));
                String both = asSystem ? joined(content, instructions) : joined(instructions, content);
                instructed.set(i, with(instructed.get(i), "content", both));
                return instructed;
            }
        }
        instructed.add(0, Map.of("role", role, "content", instructions));
        return instructed;
    }

    /** With an empty line in between. */
    static String joined(String first, String second) {
        return first.isEmpty() || second.isEmpty() ? first + second : first + "\n\n" + second;
    }

    /** Calls and results as Hermes models see them; the results of one turn in one message, for the roles to alternate. */
    static List<Map<String, Object>> asText(List<Map<String, Object>> messages) {
        List<Map<String, Object>> plain = new ArrayList<>();
        StringBuilder results = new StringBuilder();
        for (Map<String, Object> message : messages) {
            if (isRole(message, "tool")) {
                results.append(results.isEmpty() ? "" : "\n")
                        .append("<tool_response>\n%s\n</tool_response>".formatted(content(message)));
                continue;
            }
            flush(results, plain);
            plain.add(calls(message).isEmpty() ? message : callsAsText(message));
        }
        flush(results, plain);
        return plain;
    }

    private static void flush(StringBuilder results, List<Map<String, Object>> messages) {
        if (!results.isEmpty()) {
            messages.add(Map.of("role", "user", "content", results.toString()));
            results.setLength(0);
        }
    }

    private static Map<String, Object> callsAsText(Map<String, Object> message) {
        StringBuilder text = new StringBuilder(content(message));
        for (Map<?, ?> call : calls(message)) {
            text.append(text.isEmpty() ? "" : "\n")
                    .append(ToolDialect.HERMES.open())
                    .append('\n')
                    .append(PythonJson.write(call.get("function")))
                    .append('\n')
                    .append(ToolDialect.HERMES.close());
        }
        return Map.of("role", "assistant", "content", text.toString());
    }

    /** Llama's templates take a single call a message: each is followed by its result. */
    private static List<Map<String, Object>> oneCallEach(List<Map<String, Object>> messages) {
        List<Map<String, Object>> single = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            Map<String, Object> message = messages.get(i);
            if (calls(message).size() < 2) {
                single.add(message);
                continue;
            }
            List<Map<String, Object>> results = new ArrayList<>();
            while (i + 1 < messages.size() && isRole(messages.get(i + 1), "tool")) {
                results.add(messages.get(++i));
            }
            for (Map<?, ?> call : calls(message)) {
                single.add(with(message, "tool_calls", List.of(call)));
                results.stream()
                        .filter(result -> Objects.equals(result.get("tool_call_id"), call.get("id")))
                        .findFirst()
                        .ifPresent(result -> {
                            single.add(result);
                            results.remove(result);
                        });
            }
            single.addAll(results);
        }
        return single;
    }

    private static Map<String, Object> withMistralIds(Map<String, Object> message) {
        if (message.get("tool_call_id") instanceof String id) {
            return with(message, "tool_call_id", mistralId(id));
        }
        if (calls(message).isEmpty()) {
            return message;
        }
        List<Map<Object, Object>> calls = new ArrayList<>();
        for (Map<?, ?> call : calls(message)) {
            Map<Object, Object> renamed = new LinkedHashMap<>(call);
            renamed.put("id", mistralId(Objects.toString(call.get("id"), "")));
            calls.add(renamed);
        }
        return with(message, "tool_calls", calls);
    }

    /** {@code id} itself if it is one; otherwise nine letters and digits that depend on it alone. */
    private static String mistralId(String id) {
        if (id.matches("[a-zA-Z0-9]{" + MISTRAL_ID_LENGTH + "}")) {
            return id;
        }
        // FNV-1a: short, the same on every JVM, and spread over all 64 bits.
        long hash = 0xcbf29ce484222325L;
        for (byte octet : id.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (octet & 0xff)) * 0x100000001b3L;
        }
        String digits = new BigInteger(Long.toUnsignedString(hash)).toString(Character.MAX_RADIX);
        return ("0".repeat(MISTRAL_ID_LENGTH) + digits).substring(digits.length());
    }

    static boolean isRole(Map<String, Object> message, String role) {
        return role.equals(message.get("role"));
    }

    static String content(Map<String, Object> message) {
        return Objects.toString(message.get("content"), "");
    }

    static List<Map<?, ?>> calls(Map<String, Object> message) {
        List<Map<?, ?>> calls = new ArrayList<>();
        if (message.get("tool_calls") instanceof List<?> list) {
            list.forEach(call -> calls.add((Map<?, ?>) call));
        }
        return calls;
    }

    static Map<String, Object> with(Map<String, Object> message, String key, Object value) {
        Map<String, Object> changed = new HashMap<>(message);
        changed.put(key, value);
        return changed;
    }
}
