package io.github.ssd4j.chat;

import java.util.Collection;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a call begins, as far as it takes to know that it is one and where its JSON is. Every repetition is bounded, so that an
 * answer of any length is read in a time in proportion to it.
 */
final class CallHead {

    private static final String SPACE = "\\s{0,40}+";
    private static final String OPEN_FENCE = "(?:```(?:json)?" + SPACE + ")?";

    private static final Pattern MARKED = Pattern.compile(SPACE + OPEN_FENCE + "(?=[{\\[])");

    private final Pattern bare;
    private final Pattern named;

    /**
     * Where the JSON of a call begins.
     *
     * @param name of the tool, if it stands before the JSON, which are the arguments alone then
     * @param end index of the first character of the JSON
     * @param fenced whether a fence was opened
     */
    record Found(@Nullable String name, int end, boolean fenced) {}

    /** What is known of a text: a call begins there, or no call, or the text is too short to tell. */
    record Judgement(Optional<Found> found, boolean open) {}

    /** @param tools their names; empty if any name will do */
    CallHead(Collection<String> tools) {
        String names = tools.isEmpty()
                ? "[\\w.-]{1,100}+"
                : tools.stream().map(Pattern::quote).collect(Collectors.joining("|"));
        String extra =
                "(?:\"(?:id|type)\"" + SPACE + ":" + SPACE + "\"[^\"]{0,100}+\"" + SPACE + "," + SPACE + "){0,2}+";
        String name = "\"name\"" + SPACE + ":" + SPACE + "\"(?:" + names + ")\"" + SPACE;
        String arguments = "\"(?:arguments|parameters)\"" + SPACE + ":";
        this.bare = Pattern.compile("(?:\\[" + SPACE + ")?+\\{" + SPACE + extra
                + "(?:" + name + "," + SPACE + extra + arguments
                + "|\"function\"" + SPACE + ":" + SPACE + "\\{" + SPACE + name
                + "|" + arguments + SPACE + "[{\"])");
        this.named = Pattern.compile(SPACE + "(?:<｜tool▁call▁begin｜>)?+(?:function<｜tool▁sep｜>)?+(" + names + ")"
                + "(?:\\[CALL_ID][^\\[]{0,100}+)?+(?:\\[ARGS]|>)?+" + SPACE + OPEN_FENCE + "(?=\\{)");
    }

    /** Of JSON without a mark: it has to name a tool and to have arguments. */
    Judgement bare(CharSequence text, int from) {
        Matcher matcher = bare.matcher(text).region(from, text.length());
        return matcher.lookingAt()
                ? new Judgement(Optional.of(new Found(null, from, false)), false)
                : new Judgement(Optional.empty(), matcher.hitEnd());
    }

    /** Behind one of {@link CallMarks#FENCES}. */
    Judgement fenced(CharSequence text, int from) {
        int start = from;
        while (start < text.length() && Character.isWhitespace(text.charAt(start))) {
            start++;
        }
        Judgement judgement = bare(text, start);
        int json = start;
        return new Judgement(judgement.found.map(found -> new Found(null, json, true)), judgement.open);
    }

    /** Behind one of {@link CallMarks#OPEN}. */
    Judgement marked(CharSequence text, int from) {
        Matcher json = MARKED.matcher(text).region(from, text.length());
        if (json.lookingAt()) {
            return new Judgement(Optional.of(new Found(null, json.end(), isFenced(json))), false);
        }
        Matcher call = named.matcher(text).region(from, text.length());
        if (call.lookingAt()) {
            return new Judgement(Optional.of(new Found(call.group(1), call.end(), isFenced(call))), false);
        }
        return new Judgement(Optional.empty(), json.hitEnd() || call.hitEnd());
    }

    private static boolean isFenced(Matcher matcher) {
        return matcher.group().contains(CallMarks.FENCE);
    }
}
