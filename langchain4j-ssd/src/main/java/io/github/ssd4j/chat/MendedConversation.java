package io.github.ssd4j.chat;

import static io.github.ssd4j.chat.ToolMessages.calls;
import static io.github.ssd4j.chat.ToolMessages.content;
import static io.github.ssd4j.chat.ToolMessages.isRole;
import static io.github.ssd4j.chat.ToolMessages.with;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** A conversation as strict templates take it: one system message or none, then user and assistant in turn. Immutable. */
final class MendedConversation {

    /** What is done about the order of the roles. */
    enum Turns {
        /** Nothing. */
        AS_THEY_ARE,
        /** User and assistant alternate; calls of tools and their results stay what they are. */
        ALTERNATING,
        /** The same, with calls and results as texts of assistant and user. */
        WITHOUT_TOOLS
    }

    private final Set<String> changes = new LinkedHashSet<>();
    private final List<Map<String, Object>> messages;

    /** @param systemAsUser whether the system message goes into the first user message */
    MendedConversation(List<Map<String, Object>> original, Turns turns, boolean systemAsUser) {
        List<Map<String, Object>> rest = new ArrayList<>(original);
        rest.removeIf(message -> isRole(message, "system"));
        rest = switch (turns) {
            case AS_THEY_ARE -> rest;
            case ALTERNATING -> withAnswersBehindResults(joinedNeighbours(matchedCalls(fromFirstUser(rest))));
            case WITHOUT_TOOLS -> joinedNeighbours(fromFirstUser(asText(matchedCalls(rest))));
        };
        boolean emptied = rest.isEmpty() && original.stream().anyMatch(message -> isRole(message, "tool"));
        this.messages = emptied ? List.of() : List.copyOf(withSystem(rest, original, systemAsUser));
    }

    /** Empty if the results of tools, for which the model is to find an answer, would get lost. */
    List<Map<String, Object>> messages() {
        return messages;
    }

    /** For the log. */
    List<String> changes() {
        return List.copyOf(changes);
    }

    private List<Map<String, Object>> withSystem(
            List<Map<String, Object>> rest, List<Map<String, Object>> original, boolean asUser) {
        List<Map<String, Object>> systems =
                original.stream().filter(message -> isRole(message, "system")).toList();
        if (systems.isEmpty()) {
            return rest;
        }
        String text = systems.stream().map(ToolMessages::content).reduce("", ToolMessages::joined);
        if (asUser) {
            changes.add("the system message was put into the first user message");
            return withSystemAsUser(rest, text);
        }
        if (systems.size() > 1 || !isRole(original.get(0), "system")) {
            changes.add("what the system messages say was put first, in one message");
        }
        List<Map<String, Object>> whole = new ArrayList<>();
        whole.add(with(systems.get(0), "content", text));
        whole.addAll(rest);
        return whole;
    }

    private static List<Map<String, Object>> withSystemAsUser(List<Map<String, Object>> rest, String text) {
        List<Map<String, Object>> whole = new ArrayList<>(rest);
        for (int i = 0; i < whole.size(); i++) {
            if (isRole(whole.get(i), "user")) {
                String content = ToolMessages.joined(text, content(whole.get(i)));
                whole.set(i, with(whole.get(i), "content", content));
                return whole;
            }
        }
        whole.add(0, Map.of("role", "user", "content", text));
        return whole;
    }

    private List<Map<String, Object>> asText(List<Map<String, Object>> original) {
        List<Map<String, Object>> texts = ToolMessages.asText(original);
        note(!texts.equals(original), "calls of tools and their results were written as text");
        return texts;
    }

    private void note(boolean changed, String what) {
        if (changed) {
            changes.add(what);
        }
    }

    private List<Map<String, Object>> fromFirstUser(List<Map<String, Object>> original) {
        int first = 0;
        while (first < original.size() && !isRole(original.get(first), "user")) {
            first++;
        }
        note(first > 0, "what comes before the first user message was left out");
        return original.subList(first, original.size());
    }

    /** Without calls that no result answers; results that answer no call are texts of the user. */
    private List<Map<String, Object>> matchedCalls(List<Map<String, Object>> original) {
        List<Map<String, Object>> matched = new ArrayList<>();
        Set<Object> pending = new HashSet<>();
        for (int i = 0; i < original.size(); i++) {
            Map<String, Object> message = original.get(i);
            if (isRole(message, "tool")) {
                boolean answers = pending.remove(message.get("tool_call_id"));
                note(!answers, "results of tools without a call were written as text");
                matched.addAll(answers ? List.of(message) : ToolMessages.asText(List.of(message)));
                continue;
            }
            pending.clear();
            Map<String, Object> answered = calls(message).isEmpty() ? message : withAnsweredCalls(message, original, i);
            calls(answered).forEach(call -> pending.add(call.get("id")));
            if (!calls(answered).isEmpty()
                    || calls(message).isEmpty()
                    || !content(answered).isEmpty()) {
                matched.add(answered);
            }
        }
        return matched;
    }

    private Map<String, Object> withAnsweredCalls(
            Map<String, Object> message, List<Map<String, Object>> original, int index) {
        Set<Object> answers = new HashSet<>();
        for (int i = index + 1; i < original.size() && isRole(original.get(i), "tool"); i++) {
            answers.add(original.get(i).get("tool_call_id"));
        }
        List<Map<?, ?>> answered = calls(message).stream()
                .filter(call -> answers.contains(call.get("id")))
                .toList();
        note(answered.size() < calls(message).size(), "calls of tools without a result were left out");
        return answered.isEmpty() ? without(message, "tool_calls") : with(message, "tool_calls", answered);
    }

    private static Map<String, Object> without(Map<String, Object> message, String key) {
        Map<String, Object> changed = with(message, key, "");
        changed.remove(key);
        return changed;
    }

    private List<Map<String, Object>> joinedNeighbours(List<Map<String, Object>> original) {
        List<Map<String, Object>> joined = new ArrayList<>();
        for (Map<String, Object> message : original) {
            Map<String, Object> before = joined.isEmpty() ? Map.of() : joined.get(joined.size() - 1);
            boolean same = Objects.equals(before.get("role"), message.get("role"));
            if (same && !isRole(message, "tool") && calls(before).isEmpty()) {
                String content = ToolMessages.joined(content(before), content(message));
                joined.set(joined.size() - 1, with(message, "content", content));
                changes.add("neighbours of one role were joined");
            } else {
                joined.add(message);
            }
        }
        return joined;
    }

    /** The answer to a tool's result is missing where its request failed. */
    private List<Map<String, Object>> withAnswersBehindResults(List<Map<String, Object>> original) {
        List<Map<String, Object>> answered = new ArrayList<>();
        for (Map<String, Object> message : original) {
            if (isRole(message, "user") && !answered.isEmpty() && isRole(answered.get(answered.size() - 1), "tool")) {
                answered.add(Map.of("role", "assistant", "content", ""));
                changes.add("an empty answer was put between results of tools and the next user message");
            }
            answered.add(message);
        }
        return answered;
    }
}
