package io.github.ssd4j.chat;

import io.github.ssd4j.checkpoint.Tokenizer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The tags of calls and thoughts that are special tokens of a model. Such tokens have no text in an answer; these are kept
 * in it, for {@link AnswerParser} to find where calls and thoughts begin and end.
 */
public final class AnswerTags {

    /** No tag is a special token. */
    public static final AnswerTags NONE = new AnswerTags(Map.of());

    private final Map<String, Integer> ids;

    private AnswerTags(Map<String, Integer> ids) {
        this.ids = Map.copyOf(ids);
    }

    /**
     * Those that matter for one answer.
     *
     * @param tools those that may be called; without any, calls are not looked for
     */
    public static AnswerTags of(ChatTemplate template, List<Tool> tools, Tokenizer tokenizer) {
        Stream<String> thoughts =
                template.thinkingTags().stream().flatMap(tags -> Stream.of(tags.open(), tags.close()));
        Stream<String> calls = tools.isEmpty()
                ? Stream.of()
                : Stream.of(CallMarks.OPEN, CallMarks.CLOSE, CallMarks.INNER).flatMap(List::stream);
        Map<String, Integer> ids = new HashMap<>();
        Stream.concat(thoughts, calls).forEach(tag -> {
            OptionalInt id = tokenizer.tokenId(tag);
            if (id.isPresent() && tokenizer.isSpecial(id.getAsInt())) {
                ids.put(tag, id.getAsInt());
            }
        });
        return ids.isEmpty() ? NONE : new AnswerTags(ids);
    }

    /** The ids of the tokens. */
    public Set<Integer> ids() {
        return Set.copyOf(ids.values());
    }

    Set<String> texts() {
        return ids.keySet();
    }
}
