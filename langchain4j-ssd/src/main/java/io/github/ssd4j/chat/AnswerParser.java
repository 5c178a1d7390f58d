package io.github.ssd4j.chat;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Takes an answer apart into text, thoughts and tool calls while it arrives, in pieces cut anywhere.
 *
 * <p>Text is held back only as long as it can still become a tag or a call. What looks like a call but is none is text; no
 * answer makes this fail. How the answer is cut decides only where text and thoughts are cut.
 *
 * <p>For one answer; not safe for use by several threads.
 */
public final class AnswerParser {

    private enum Mode {
        TEXT,
        THINKING,
        CALL
    }

    private final @Nullable ToolDialect dialect;
    private final ToolCallReader reader;
    private final Optional<ThinkingTags> thinkingTags;
    private final List<String> tagsInText;
    private final List<String> tagsInThoughts;
    private final AnswerParts parts;

    private final HeldText held = new HeldText(); // what is not in 'parts' yet
    private Mode mode = Mode.TEXT;
    private JsonExtent json = new JsonExtent();
    private int jsonStart; // in 'held', of the call that is being read
    private int scanned; // how much of 'held' was given to 'json', or precedes it

    /**
     * @param dialect null if there are no tools: nothing is a call then
     * @param toolNames the tools there are; with none, a call may name any
     * @param thinkingTags null if the model does not think aloud
     * @param insideThinking whether the answer begins in the middle of thoughts, which the prompt has opened
     */
    public AnswerParser(
            @Nullable ToolDialect dialect,
            Collection<String> toolNames,
            @Nullable ThinkingTags thinkingTags,
            boolean insideThinking) {
        this.dialect = dialect;
        this.reader = new ToolCallReader(Set.copyOf(toolNames));
        this.thinkingTags = Optional.ofNullable(thinkingTags);
        this.tagsInThoughts = this.thinkingTags.stream()
                .flatMap(tags -> Stream.of(tags.open(), tags.close()))
                .toList();
        this.tagsInText = dialect == null
                ? tagsInThoughts
                : Stream.concat(tagsInThoughts.stream(), Stream.of(dialect.open(), dialect.close()))
                        .filter(tag -> !tag.isEmpty())
                        .toList();
        this.parts = new AnswerParts(thinkingTags != null, dialect != null);
        if (insideThinking && thinkingTags != null) {
            openThinking();
        }
    }

    /**
     * For an answer to {@code prompt}, which {@code template} rendered.
     *
     * @param tools those that may be called, empty if none may
     */
    public static AnswerParser of(ChatTemplate template, String prompt, List<Tool> tools) {
        ThinkingTags tags = template.thinkingTags().orElse(null);
        return new AnswerParser(
                tools.isEmpty() ? null : template.toolDialect(),
                tools.stream().map(Tool::name).collect(Collectors.toSet()),
                tags,
                tags != null && tags.openAtEndOf(prompt));
    }

    /** The parts that are certain with the next piece of the answer. */
    public List<AnswerPart> push(String piece) {
        held.append(piece);
        read(false);
        return parts.take();
    }

    /** The parts that were held back: the answer has ended. */
    public List<AnswerPart> finish() {
        read(true);
        parts.finish();
        return parts.take();
    }

    private void read(boolean last) {
        boolean more = true;
        while (more) {
            more = switch (mode) {
                case TEXT -> readText(last);
                case THINKING -> readThoughts(last);
                case CALL -> readCall(last);
            };
        }
    }

    /** Reads up to where another mode begins; false if that is beyond what is held. So do the next two. */
    private boolean readText(boolean last) {
        for (int i = 0; i < held.length(); i++) {
            char character = held.charAt(i);
            Optional<String> tag = tagAt(i, tagsInText);
            if (tag.isPresent() && isWhole(tag.get(), i) && takeTag(tag.get(), i)) {
                return true;
            }
            if (tag.isPresent() && !isWhole(tag.get(), i) && (!last || isCutClose(tag.get()))) {
                held.drop(last ? held.length() : i);
                return false;
            }
            if (dialect != null && dialect.startsBareCall(character) && !parts.textSeen()) {
                startCall(i, 0);
                return true;
            }
            if (dialect != null && dialect.separates(character) && parts.afterCall()) {
                parts.addSeparator(character);
            } else {
                parts.add(character);
            }
        }
        held.clear();
        return false;
    }

    /** Leaves the text for what the tag at {@code index} begins; false if the tag is text there. */
    private boolean takeTag(String tag, int index) {
        if (dialect != null && tag.equals(dialect.open())) {
            startCall(index, tag.length());
            return true;
        }
        if (isClose(tag) && !parts.afterCall()) {
            return false;
        }
        held.drop(index + tag.length());
        if (thinkingTags.isPresent() && tag.equals(thinkingTags.get().open())) {
            openThinking();
        } else if (isClose(tag)) {
            parts.closeCall();
        } else {
            closeThinking();
        }
        return true;
    }

    private boolean isClose(String tag) {
        return dialect != null && tag.equals(dialect.close());
    }

    private boolean isCutClose(String tag) {
        return isClose(tag) && parts.afterCall();
    }

    private boolean readThoughts(boolean last) {
        for (int i = 0; i < held.length(); i++) {
            Optional<String> tag = tagAt(i, tagsInThoughts);
            if (tag.isPresent() && isWhole(tag.get(), i)) {
                held.drop(i + tag.get().length());
                if (tag.get().equals(thinkingTags.orElseThrow().close())) {
                    closeThinking();
                }
                return true;
            }
            if (tag.isPresent() && !last) {
                held.drop(i);
                return false;
            }
            parts.add(held.charAt(i));
        }
        held.clear();
        return false;
    }

    private boolean readCall(boolean last) {
        while (scanned < held.length()) {
            switch (json.next(held.charAt(scanned++))) {
                case COMPLETE -> {
                    endCall();
                    return true;
                }
                case IMPOSSIBLE -> {
                    abandonCall();
                    return true;
                }
                case INCOMPLETE -> {}
            }
        }
        if (last) {
            abandonCall();
        }
        return last;
    }

    private void startCall(int index, int markLength) {
        held.drop(index);
        mode = Mode.CALL;
        json = new JsonExtent();
        jsonStart = markLength;
        scanned = markLength;
    }

    private void endCall() {
        List<AnswerPart.ToolCall> calls = reader.read(held.substring(jsonStart, scanned));
        if (calls.isEmpty()) {
            parts.add(held.substring(0, scanned));
        }
        calls.forEach(parts::call);
        held.drop(scanned);
        mode = Mode.TEXT;
    }

    /** What was held is no call: its mark, or first character, is text, and a call may still begin after it. */
    private void abandonCall() {
        int length = Math.max(1, jsonStart);
        parts.add(held.substring(0, length));
        held.drop(length);
        mode = Mode.TEXT;
    }

    private void openThinking() {
        parts.openThinking();
        mode = Mode.THINKING;
    }

    private void closeThinking() {
        parts.closeThinking();
        mode = Mode.TEXT;
    }

    /** The tag that stands at {@code index}, or of which what is held from there is the beginning. */
    private Optional<String> tagAt(int index, List<String> tags) {
        for (String tag : tags) {
            int length = Math.min(tag.length(), held.length() - index);
            int i = 0;
            while (i < length && held.charAt(index + i) == tag.charAt(i)) {
                i++;
            }
            if (i == length) {
                return Optional.of(tag);
            }
        }
        return Optional.empty();
    }

    private boolean isWhole(String tag, int index) {
        return held.length() - index >= tag.length();
    }
}
