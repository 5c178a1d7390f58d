package io.github.ssd4j.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Takes an answer apart into text, thoughts and tool calls while it arrives, in pieces cut anywhere.
 *
 * <p>A call is what names a tool that there is and has an object as arguments: behind a mark of any dialect, or as JSON
 * alone, anywhere in the answer but inside other JSON. What is not written as JSON becomes what the tool's schema says. Text is held back only as long as it can still become a tag or a
 * call. What looks like a call but is none is text; no answer makes this fail. How the answer is cut decides only where text
 * and thoughts are cut.
 *
 * <p>For one answer; not safe for use by several threads.
 */
public final class AnswerParser {

    private enum Mode {
        TEXT,
        THINKING,
        /** Behind a mark, before it is known whether a call follows. */
        MARKED,
        CALL
    }

    private final boolean tools;
    private final ToolCallReader reader;
    private final CallHead head;
    private final Optional<ThinkingTags> thinkingTags;
    private final Set<String> specialTags;
    private final List<String> tagsInText;
    private final List<String> tagsInThoughts;
    private final AnswerParts parts;

    private final HeldText held = new HeldText(); // what is not in 'parts' yet
    private Mode mode = Mode.TEXT;
    private String mark = ""; // at the start of 'held', while a call is read; empty if it has none
    private CallHead.Found call = CallHead.Found.NONE;
    private CallExtent extent = new JsonExtent();
    private int scanned; // how much of 'held' was given to 'extent', or precedes it
    private long noXmlBefore; // place in the answer: a call in that form that begins before it comes to no end
    private boolean fenced; // whether a fence may end behind the last call
    private @Nullable JsonExtent otherJson; // in the text, where nothing but marks begins a call

    /**
     * @param dialect null if there are no tools: nothing is a call then; the marks of all dialects are understood
     * @param toolNames the tools there are; with none, a call may name any
     * @param thinkingTags null if the model does not think aloud
     * @param insideThinking whether the answer begins in the middle of thoughts, which the prompt has opened
     */
    public AnswerParser(
            @Nullable ToolDialect dialect,
            Collection<String> toolNames,
            @Nullable ThinkingTags thinkingTags,
            boolean insideThinking) {
        this(dialect != null, withoutSchemas(toolNames), thinkingTags, insideThinking, Set.of());
    }

    static Map<String, JsonNode> withoutSchemas(Collection<String> toolNames) {
        return toolNames.stream().collect(Collectors.toMap(name -> name, name -> MissingNode.getInstance()));
    }

    /**
     * @param schemas of the arguments of the tools there are, by name; with none, a call may name any tool
     * @param specialTags the tags that are special tokens of the model: they are no text, whatever stands around them
     */
    AnswerParser(
            boolean tools,
            Map<String, JsonNode> schemas,
            @Nullable ThinkingTags thinkingTags,
            boolean insideThinking,
            Set<String> specialTags) {
        this.tools = tools;
        this.reader = new ToolCallReader(schemas);
        this.head = new CallHead(schemas.keySet());
        this.thinkingTags = Optional.ofNullable(thinkingTags);
        this.specialTags = specialTags;
        List<String> thinking = this.thinkingTags.stream()
                .flatMap(tags -> Stream.of(tags.open(), tags.close()))
                .toList();
        this.tagsInThoughts = Stream.concat(thinking.stream(), specialTags.stream())
                .distinct()
                .toList();
        this.tagsInText = Stream.of(
                        tagsInThoughts, callTags(CallMarks.OPEN), callTags(CallMarks.CLOSE), callTags(CallMarks.FENCES))
                .flatMap(List::stream)
                .distinct()
                .toList();
        this.parts = new AnswerParts(thinkingTags != null, tools);
        if (insideThinking && thinkingTags != null) {
            openThinking();
        }
    }

    private List<String> callTags(List<String> tags) {
        return tools ? tags : List.of();
    }

    /** As {@link #of(ChatTemplate, String, List, AnswerTags)}, for a model whose tags are no special tokens. */
    public static AnswerParser of(ChatTemplate template, String prompt, List<Tool> tools) {
        return of(template, prompt, tools, AnswerTags.NONE);
    }

    /**
     * For an answer to {@code prompt}, which {@code template} rendered.
     *
     * @param tools those that may be called, empty if none may
     * @param tags the special tokens that are kept in the text of the answer for this
     */
    public static AnswerParser of(ChatTemplate template, String prompt, List<Tool> tools, AnswerTags tags) {
        ThinkingTags thinking = template.thinkingTags().orElse(null);
        return new AnswerParser(
                !tools.isEmpty(),
                tools.stream().collect(Collectors.toMap(Tool::name, Tool::parameters, (one, other) -> one)),
                thinking,
                thinking != null && thinking.openAtEndOf(prompt),
                tags.texts());
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
                case MARKED -> readHead(last);
                case CALL -> readCall(last);
            };
        }
    }

    /** Reads up to where another mode begins; false if that is beyond what is held. So do the next three. */
    private boolean readText(boolean last) {
        for (int i = 0; i < held.length(); i++) {
            Optional<String> tag = tagAt(i, tagsInText);
            if (tag.isPresent() && isWhole(tag.get(), i) && takeTag(tag.get(), i)) {
                return true;
            }
            if (tag.isPresent() && !isWhole(tag.get(), i) && (!last || isCutClose(tag.get()))) {
                held.drop(last ? held.length() : i);
                return false;
            }
            if (mayBeginBareCall(held.charAt(i))) {
                CallHead.Judgement judgement = head.bare(held, i);
                if (judgement.found().isPresent()) {
                    held.drop(i);
                    mark = "";
                    startCall(CallHead.Found.NONE);
                    return true;
                }
                if (judgement.open() && !last) {
                    held.drop(i);
                    return false;
                }
                otherJson = new JsonExtent();
            }
            addText(held.charAt(i));
        }
        held.clear();
        return false;
    }

    private boolean mayBeginBareCall(char character) {
        return tools && otherJson == null && (character == '{' || character == '[');
    }

    private void addText(char character) {
        if (otherJson != null && otherJson.next(character) != JsonExtent.State.INCOMPLETE) {
            otherJson = null;
        }
        if (tools && parts.afterCall() && CallMarks.separates(character)) {
            parts.addSeparator(character);
        } else {
            parts.add(character);
        }
    }

    /** Leaves the text for what the tag at {@code index} begins, or drops the tag; false if the tag is text there. */
    private boolean takeTag(String tag, int index) {
        if (isClose(tag) && parts.afterCall()) {
            held.drop(index + tag.length());
            fenced &= !tag.equals(CallMarks.FENCE);
            parts.closeCall();
        } else if (tools && (CallMarks.OPEN.contains(tag) || CallMarks.FENCES.contains(tag))) {
            held.drop(index);
            mark = tag;
            mode = Mode.MARKED;
        } else if (thinkingTags.isPresent() && tag.equals(thinkingTags.get().open())) {
            held.drop(index + tag.length());
            openThinking();
        } else if (thinkingTags.isPresent() && tag.equals(thinkingTags.get().close())) {
            held.drop(index + tag.length());
            closeThinking();
        } else if (specialTags.contains(tag)) {
            held.drop(index + tag.length());
        } else {
            return false;
        }
        return true;
    }

    private boolean isClose(String tag) {
        return CallMarks.CLOSE.contains(tag) || (fenced && tag.equals(CallMarks.FENCE));
    }

    private boolean isCutClose(String tag) {
        return parts.afterCall() && (isClose(tag) || (fenced && CallMarks.FENCES.contains(tag)));
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

    private boolean readHead(boolean last) {
        CallHead.Judgement judgement =
                CallMarks.FENCES.contains(mark) ? head.fenced(held, mark.length()) : head.marked(held, mark.length());
        if (judgement.found().filter(this::mayEnd).isPresent()) {
            startCall(judgement.found().get());
        } else if (judgement.open() && !last) {
            return false;
        } else {
            abandonCall();
        }
        return true;
    }

    private boolean readCall(boolean last) {
        while (scanned < held.length()) {
            switch (extent.next(held.charAt(scanned++))) {
                case COMPLETE -> {
                    endCall();
                    return true;
                }
                case IMPOSSIBLE -> {
                    failCall();
                    return true;
                }
                case INCOMPLETE -> {}
            }
        }
        if (last) {
            failCall();
        }
        return last;
    }

    /** {@code found}, counted from the start of what is held. */
    private void startCall(CallHead.Found found) {
        mode = Mode.CALL;
        call = found;
        extent = found.form().extent();
        scanned = found.end();
    }

    private void endCall() {
        String text = held.substring(call.end(), scanned);
        String name = call.name();
        List<AnswerPart.ToolCall> calls = name == null ? reader.read(text) : reader.read(name, text, call.form());
        if (calls.isEmpty()) {
            parts.add(held.substring(specialTags.contains(mark) ? mark.length() : 0, scanned));
        } else {
            calls.forEach(parts::call);
            fenced |= call.fenced();
        }
        held.drop(scanned);
        otherJson = null;
        mode = Mode.TEXT;
    }

    /**
     * In the form of XML, a call that begins within the value of another goes on as that one does behind the value, so it
     * fails with it. To read each of them again would take a time that grows with the square of the answer.
     */
    private void failCall() {
        if (call.form() == CallForm.XML) {
            noXmlBefore = held.dropped() + scanned;
        }
        abandonCall();
    }

    private boolean mayEnd(CallHead.Found found) {
        return found.form() != CallForm.XML || held.dropped() + found.end() >= noXmlBefore;
    }

    /** What was held is no call: its mark, or first character, is text, and a call may still begin after it. */
    private void abandonCall() {
        mode = Mode.TEXT;
        if (mark.isEmpty()) {
            otherJson = new JsonExtent();
            addText(held.charAt(0));
            held.drop(1);
            return;
        }
        if (!specialTags.contains(mark)) {
            parts.add(mark);
        }
        otherJson = null;
        held.drop(mark.length());
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
