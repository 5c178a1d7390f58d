package io.github.ssd4j.chat;

import io.github.ssd4j.internal.Ensure;
import java.util.List;
import java.util.Optional;

/** What a model writes before and after the thoughts that precede its answer. */
public record ThinkingTags(String open, String close) {

    private static final List<ThinkingTags> KNOWN = List.of(
            new ThinkingTags("<think>", "</think>"), new ThinkingTags("[THINK]", "[/THINK]")); // the second: Magistral

    public ThinkingTags {
        Ensure.notBlank(open, "open");
        Ensure.notBlank(close, "close");
    }

    /** The tags that a chat template speaks of. A template that only drops earlier thoughts names the closing tag alone. */
    static Optional<ThinkingTags> in(String template) {
        return KNOWN.stream().filter(tags -> template.contains(tags.close)).findFirst();
    }

    /** Whether {@code prompt} has opened the thoughts already, so that the answer begins in the middle of them. */
    public boolean openAtEndOf(String prompt) {
        return prompt.stripTrailing().endsWith(open);
    }
}
