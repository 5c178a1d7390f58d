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
    private final Pattern python;
    private final Pattern xml;

    /**
     * Where the JSON or the arguments of a call begin.
     *
     * @param name of the tool, if it stands before them
     * @param end index of their first character
     * @param fenced whether a fence was opened
     */
    record Found(@Nullable String name, int end, boolean fenced, CallForm form) {

        static final Found NONE = json(0, false);

        static Found json(int end, boolean fenced) {
            return new Found(null, end, fenced, CallForm.JSON);
        }
    }

    /** What is known of a text: a call begins there, or no call, or the text is too short to tell. */
    record Judgement(Optional<Found> found, boolean open) {

        Judgement or(Judgement other) {
            return found.isPresent() ? this : new Judgement(other.found, open || other.open);
        }
    }

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
                + "(?:\\[CALL_ID][^\\[]{0,100}+)?+(?:\\[ARGS]|>|<｜tool▁sep｜>)?+" + SPACE + OPEN_FENCE + "(?=\\{)");
        this.python = Pattern.compile(SPACE + "(" + (tools.isEmpty() ? "[\\w-]{1,100}+" : names) + ")\\.call\\(");
        this.xml = Pattern.compile(SPACE + "(?:<function=)?+(" + names + ")>" + SPACE + "(?=<parameter=|</function>)");
    }

    /** Of JSON without a mark: it has to name a tool and to have arguments. */
    Judgement bare(CharSequence text, int from) {
        Matcher matcher = bare.matcher(text).region(from, text.length());
        return matcher.lookingAt()
                ? new Judgement(Optional.of(Found.json(from, false)), false)
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
        return new Judgement(judgement.found.map(found -> Found.json(json, true)), judgement.open);
    }

    /** Behind one of {@link CallMarks#OPEN}. */
    Judgement marked(CharSequence text, int from) {
        Matcher json = MARKED.matcher(text).region(from, text.length());
        if (json.lookingAt()) {
            return new Judgement(Optional.of(Found.json(json.end(), isFenced(json))), false);
        }
        Judgement found = named(named, CallForm.JSON, text, from);
        if (found.found.isEmpty()) {
            found = found.or(named(python, CallForm.PYTHON, text, from)).or(named(xml, CallForm.XML, text, from));
        }
        return found.found.isPresent() ? found : new Judgement(Optional.empty(), found.open || json.hitEnd());
    }

    private static Judgement named(Pattern pattern, CallForm form, CharSequence text, int from) {
        Matcher call = pattern.matcher(text).region(from, text.length());
        return call.lookingAt()
                ? new Judgement(Optional.of(new Found(call.group(1), call.end(), isFenced(call), form)), false)
                : new Judgement(Optional.empty(), call.hitEnd());
    }

    private static boolean isFenced(Matcher matcher) {
        return matcher.group().contains(CallMarks.FENCE);
    }
}
