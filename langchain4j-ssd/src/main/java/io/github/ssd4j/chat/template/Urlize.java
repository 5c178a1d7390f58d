package io.github.ssd4j.chat.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The filter {@code urlize}: makes links of addresses. */
final class Urlize {

    private static final String W = "[\\p{L}\\p{N}_%-]";
    private static final Pattern HTTP = Pattern.compile(
            "((https?://|www\\.)((" + W + "+\\.)+)?([a-z]{2,63}|xn--[\\w%]{2,59})"
                    + "|(" + W + "{2,63}\\.)+(com|net|int|edu|gov|org|info|mil)"
                    + "|https?://((\\d{1,3})(\\.\\d{1,3}){3}|\\[([\\da-f]{0,4}:){2}([\\da-f]{0,4}:?){1,6}]))"
                    + "(?::\\d{1,5})?(?:[/?#]\\S*)?",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern EMAIL = Pattern.compile("\\S+@\\w[\\w.-]*\\.\\w+");
    private static final Pattern SCHEME = Pattern.compile("[\\w.+-]{2,}:/{0,2}");
    private static final Pattern HEAD = Pattern.compile("^([(<]|&lt;)+");
    private static final Pattern TAIL = Pattern.compile("([)>.,\\n]|&gt;)+$");
    private static final int MAX_WORD = 2000;

    /** Looked at where there is a link to shorten. */
    private final Object limit;

    private final String attributes;
    private final List<String> schemes;

    private Urlize(Object limit, String attributes, List<String> schemes) {
        this.limit = limit;
        this.attributes = attributes;
        this.schemes = schemes;
    }

    static Object apply(Run run, Object value, Arguments arguments) {
        Object[] bound = arguments.bind("urlize", 0, "trim_url_limit", "nofollow", "target", "rel", "extra_schemes");
        Set<String> rel = new TreeSet<>(Set.of("noopener"));
        if (isGiven(bound[3])) {
            rel.addAll(StringSplits.words(StringMethods.string(bound[3], "urlize"), -1));
        }
        if (Filters.flag(bound[1])) {
            rel.add("nofollow");
        }
        String attributes = " rel=\"" + Markup.escaped(String.join(" ", rel), run.budget) + "\"";
        if (isGiven(bound[2]) && Values.truth(bound[2])) {
            attributes += " target=\"" + Markup.escaped(bound[2], run.budget) + "\"";
        }
        List<String> schemes = new ArrayList<>();
        if (isGiven(bound[4])) {
            for (Object scheme : Values.list(bound[4], run.budget)) {
                schemes.add(StringMethods.string(scheme, "urlize"));
            }
        }
        if (!schemes.stream().allMatch(scheme -> SCHEME.matcher(scheme).matches())) {
            throw TemplateException.fault("urlize is given what is not the scheme of an address");
        }
        Object limit = isGiven(bound[0]) ? bound[0] : Long.MAX_VALUE;
        String text = Markup.escaped(value, run.budget).text();
        run.budget.make(text.length() * 4L);
        return run.result(new Urlize(limit, attributes, schemes).text(text));
    }

    private static boolean isGiven(Object value) {
        return value != None.MISSING && value != None.NONE;
    }

    private String text(String text) {
        StringBuilder out = new StringBuilder();
        Matcher words = Pattern.compile("\\s+|\\S+").matcher(text);
        while (words.find()) {
            String word = words.group();
            out.append(Text.isBlank(word, 0) || word.length() > MAX_WORD ? word : word(word));
        }
        return out.toString();
    }

    private String word(String word) {
        Matcher matcher = HEAD.matcher(word);
        String head = matcher.find() ? matcher.group() : "";
        String middle = word.substring(head.length());
        matcher = TAIL.matcher(middle);
        String tail = matcher.find() ? matcher.group() : "";
        middle = middle.substring(0, middle.length() - tail.length());
        for (String[] pair : new String[][] {{"(", ")"}, {"<", ">"}, {"&lt;", "&gt;"}}) {
            int open = StringSplits.at(middle, pair[0], -1).size();
            if (open > StringSplits.at(middle, pair[1], -1).size()) {
                int moved =
                        Math.min(open - 1, StringSplits.at(tail, pair[1], -1).size() - 1);
                for (int i = 0; i < moved; i++) {
                    int end = tail.indexOf(pair[1]) + pair[1].length();
                    middle += tail.substring(0, end);
                    tail = tail.substring(end);
                }
            }
        }
        return head + linked(middle) + tail;
    }

    private String linked(String word) {
        if (HTTP.matcher(word).matches()) {
            boolean complete = word.startsWith("https://") || word.startsWith("http://");
            long most = Numbers.index(limit, "the limit");
            String shown = Text.length(word) > most
                    ? word.substring(0, Text.offset(word, (int) Math.max(0, most))) + "..."
                    : word;
            return "<a href=\"" + (complete ? "" : "https://") + word + "\"" + attributes + ">" + shown + "</a>";
        }
        if (word.startsWith("mailto:") && EMAIL.matcher(word.substring(7)).matches()) {
            return "<a href=\"" + word + "\">" + word.substring(7) + "</a>";
        }
        boolean address = word.indexOf('@') > 0 && !word.startsWith("www.") && word.indexOf(':') < 0;
        if (address && EMAIL.matcher(word).matches()) {
            return "<a href=\"mailto:" + word + "\">" + word + "</a>";
        }
        boolean other = schemes.stream().anyMatch(scheme -> !word.equals(scheme) && word.startsWith(scheme));
        return other ? "<a href=\"" + word + "\"" + attributes + ">" + word + "</a>" : word;
    }
}
