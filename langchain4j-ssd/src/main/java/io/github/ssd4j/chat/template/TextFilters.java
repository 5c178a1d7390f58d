package io.github.ssd4j.chat.template;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Filters of texts. */
final class TextFilters {

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}_]+");
    private static final Pattern ATTRIBUTE_END = Pattern.compile("[\\s/>=]");
    private static final String UNQUOTED = "_.-~";

    private TextFilters() {}

    static void register() {
        for (String name : List.of("upper", "lower", "capitalize")) {
            Filters.add(name, (run, value, arguments) -> {
                arguments.bind(name, 0);
                return Methods.call(run, Filters.soft(value, run), name, Arguments.NONE);
            });
        }
        Filters.add("trim", (run, value, arguments) -> {
            Object chars = arguments.bind("trim", 0, "chars")[0];
            Arguments strip = chars == None.MISSING ? Arguments.NONE : Arguments.of(chars);
            return Methods.call(run, Filters.soft(value, run), "strip", strip);
        });
        Filters.add("center", (run, value, arguments) -> {
            Object width = Filters.or(arguments.bind("center", 0, "width")[0], 80L);
            return Methods.call(run, Filters.soft(value, run), "center", Arguments.of(width));
        });
        Filters.add("string", (run, value, arguments) -> Filters.soft(value, run));
        Filters.add("safe", (run, value, arguments) -> new Markup(Values.str(value, run.budget)));
        for (String name : List.of("e", "escape")) {
            Filters.addReading(name, (run, value, arguments) -> Markup.escaped(value, run.budget));
        }
        Filters.addReading(
                "forceescape", (run, value, arguments) -> Markup.escaped(Values.str(value, run.budget), run.budget));
        Filters.addReading("striptags", (run, value, arguments) -> Html.withoutTags(Values.str(value, run.budget)));
        edits();
        writers();
    }

    private static void edits() {
        Filters.addReading("title", (run, value, arguments) -> title(Values.str(value, run.budget), run.budget));
        Filters.addReading("replace", TextFilters::replace);
        Filters.addReading("indent", TextFilters::indent);
        Filters.addReading("truncate", TextFilters::truncate);
        Filters.addReading("wordwrap", TextFilters::wordwrap);
        Filters.addReading("wordcount", (run, value, arguments) -> {
            arguments.bind("wordcount", 0);
            return WORD.matcher(Values.str(value, run.budget)).results().count();
        });
    }

    private static void writers() {
        Filters.add("format", TextFilters::format);
        Filters.addReading("urlencode", TextFilters::urlencode);
        Filters.addReading("urlize", Urlize::apply);
        Filters.addReading("xmlattr", TextFilters::xmlattr);
        Filters.addReading("tojson", TextFilters::tojson);
        Filter tojson = Filters.named("tojson");
        Filters.add("tojson", (run, value, arguments) -> {
            if (value instanceof Iterator) {
                throw TemplateException.fault("tojson cannot write %s: make a list of it", Values.described(value));
            }
            return tojson.apply(run, value, arguments);
        });
        Filters.addReading("pprint", (run, value, arguments) -> PrettyPrint.of(value, run.budget));
    }

    private static String title(String text, Budget budget) {
        budget.make(text.length());
        StringBuilder out = new StringBuilder(text.length());
        boolean begins = true;
        for (int c : text.codePoints().toArray()) {
            boolean separates = Text.isSpace(c) || "-({[<".indexOf(c) >= 0;
            String character = Character.toString(c);
            out.append(separates ? character : begins ? TextCase.upper(character) : TextCase.lower(character));
            begins = separates;
        }
        return out.toString();
    }

    private static Object replace(Run run, Object value, Arguments arguments) {
        Object[] bound = arguments.bind("replace", 2, "old", "new", "count");
        Object count = bound[2] == None.NONE ? -1L : Filters.or(bound[2], -1L);
        long limit = Numbers.index(count, "the count");
        if (!run.escaping) {
            return StringMethods.replace(
                    Values.str(value, run.budget),
                    Values.str(bound[0], run.budget),
                    Values.str(bound[1], run.budget),
                    limit,
                    run.budget);
        }
        boolean escapes = bound[0] instanceof Markup || (bound[1] instanceof Markup && !(value instanceof Markup));
        Object text = escapes ? Markup.escaped(value, run.budget) : Filters.soft(value, run);
        return Methods.call(
                run, text, "replace", Arguments.of(Filters.soft(bound[0], run), Filters.soft(bound[1], run), limit));
    }

    private static Object indent(Run run, Object value, Arguments arguments) {
        Object[] bound = arguments.bind("indent", 0, "width", "first", "blank");
        Object width = Filters.or(bound[0], 4L);
        String indent;
        if (Values.isText(width)) {
            indent = width.toString();
        } else {
            long blanks = Numbers.index(width, "the width");
            run.budget.make(Math.max(0, blanks));
            indent = " ".repeat((int) Math.max(0, blanks));
        }
        if (!Values.isText(value)) {
            throw TemplateException.fault(
                    "the filter indent expects a string, but is given %s", Values.described(value));
        }
        List<String> lines = StringSplits.lines(value + "\n", false);
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            boolean indented = i == 0
                    ? Filters.flag(bound[1])
                    : Filters.flag(bound[2]) || !lines.get(i).isEmpty();
            run.budget.make(lines.get(i).length() + 1L + indent.length());
            out.append(i == 0 ? "" : "\n").append(indented ? indent : "").append(lines.get(i));
        }
        return Values.like(value, out.toString());
    }

    private static Object truncate(Run run, Object value, Arguments arguments) {
        Object[] bound = arguments.bind("truncate", 0, "length", "killwords", "end", "leeway");
        long length = Numbers.index(Filters.or(bound[0], 255L), "the length");
        Object end = Filters.or(bound[2], "...");
        if (Values.knownSize(end) < 0) {
            throw TemplateException.fault("the end of truncate must be a string, but is %s", Values.described(end));
        }
        boolean standard = bound[3] == None.MISSING || bound[3] == None.NONE;
        long leeway = standard ? 5 : Numbers.index(bound[3], "the leeway");
        long kept = length - Values.knownSize(end);
        if (kept < 0 || leeway < 0 || Values.knownSize(value) < 0) {
            throw TemplateException.fault(
                    "truncate expects a string, a length of at least its end's, and no negative leeway");
        }
        if (Values.knownSize(value) - leeway <= length) {
            return value;
        }
        Object cut = Slices.slice(value, None.NONE, kept, None.NONE, run.budget);
        if (!Filters.flag(bound[1])) {
            Object parts = Methods.call(run, cut, "rsplit", Arguments.of(" ", 1L));
            cut = Attributes.item(parts, 0L);
        }
        return Arithmetic.add(cut, end, run.budget);
    }

    private static Object wordwrap(Run run, Object value, Arguments arguments) {
        Object[] bound = arguments.bind("wordwrap", 0, "width", "break_long_words", "wrapstring", "break_on_hyphens");
        if (Values.isText(value) && value.toString().isEmpty()) {
            return "";
        }
        boolean standard = bound[2] == None.MISSING || bound[2] == None.NONE;
        String separator = standard ? "\n" : StringMethods.string(bound[2], "wordwrap");
        WordWrap wrap = new WordWrap(
                Numbers.index(Filters.or(bound[0], 79L), "the width"),
                Values.truth(Filters.or(bound[1], true)),
                Values.truth(Filters.or(bound[3], true)));
        List<String> lines = new ArrayList<>();
        for (String line : StringSplits.lines(StringMethods.string(value, "wordwrap"), false)) {
            lines.add(String.join(separator, wrap.wrap(line, run.budget)));
        }
        return String.join(separator, lines);
    }

    private static Object format(Run run, Object value, Arguments arguments) {
        if (arguments.named().isEmpty()) {
            return Percent.format(Filters.soft(value, run), Tuple.of(arguments.positional()), run);
        }
        if (arguments.positional().length > 0) {
            throw TemplateException.fault("format takes either named arguments or others");
        }
        Dict dict = new Dict();
        arguments.named().forEach(dict::put);
        return Percent.format(Filters.soft(value, run), dict, run);
    }

    private static Object urlencode(Run run, Object value, Arguments arguments) {
        boolean pairs = value instanceof Dict || value instanceof List || value instanceof DictView;
        if (!pairs) {
            return quoted(Values.str(value, run.budget), "/", run.budget);
        }
        StringBuilder out = new StringBuilder();
        for (Object pair : value instanceof Dict dict ? dict.pairs() : Values.list(value, run.budget)) {
            List<Object> two = Values.list(pair, run.budget);
            if (two.size() != 2) {
                throw TemplateException.fault("urlencode expects pairs");
            }
            out.append(out.isEmpty() ? "" : "&");
            out.append(
                    quoted(Values.str(two.get(0), run.budget), "", run.budget).replace("%20", "+"));
            out.append('=');
            out.append(
                    quoted(Values.str(two.get(1), run.budget), "", run.budget).replace("%20", "+"));
        }
        return out.toString();
    }

    private static String quoted(String text, String safe, Budget budget) {
        budget.make(text.length() * 3L);
        StringBuilder out = new StringBuilder();
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            int c = octet & 0xFF;
            boolean kept = c < 0x80 && (Character.isLetterOrDigit(c) || (UNQUOTED + safe).indexOf(c) >= 0);
            out.append(kept ? String.valueOf((char) c) : "%%%02X".formatted(c));
        }
        return out.toString();
    }

    private static Object xmlattr(Run run, Object value, Arguments arguments) {
        Object space = arguments.bind("xmlattr", 0, "autospace")[0];
        if (!(value instanceof Dict dict)) {
            throw TemplateException.fault("xmlattr expects a dictionary");
        }
        StringBuilder out = new StringBuilder();
        for (Map.Entry<Object, Object> entry : dict.items()) {
            if (entry.getValue() == None.NONE || entry.getValue() instanceof Undefined) {
                continue;
            }
            String key = StringMethods.string(entry.getKey(), "xmlattr");
            if (ATTRIBUTE_END.matcher(key).find()) {
                throw TemplateException.fault("the name of an attribute has a character that ends it");
            }
            out.append(out.isEmpty() ? "" : " ")
                    .append(Markup.escaped(entry.getKey(), run.budget).text())
                    .append("=\"")
                    .append(Markup.escaped(entry.getValue(), run.budget).text())
                    .append('"');
        }
        String text = !out.isEmpty() && Values.truth(Filters.or(space, true)) ? " " + out : out.toString();
        return run.result(text);
    }

    private static Object tojson(Run run, Object value, Arguments arguments) {
        Object[] bound = arguments.bind("tojson", 0, "ensure_ascii", "indent", "separators", "sort_keys");
        String indent = null;
        if (Values.isText(bound[1])) {
            indent = bound[1].toString();
        } else if (bound[1] != None.MISSING && bound[1] != None.NONE) {
            long blanks = Math.max(0, Numbers.index(bound[1], "the indent"));
            run.budget.make(blanks);
            indent = " ".repeat((int) blanks);
        }
        String comma = indent == null ? ", " : ",";
        String colon = ": ";
        if (bound[2] != None.MISSING && bound[2] != None.NONE) {
            List<Object> separators = Values.list(bound[2], run.budget);
            if (separators.size() != 2) {
                throw TemplateException.fault("tojson expects two separators");
            }
            comma = StringMethods.string(separators.get(0), "tojson");
            colon = StringMethods.string(separators.get(1), "tojson");
        }
        PythonJson.Style style =
                new PythonJson.Style(Filters.flag(bound[0]), indent, comma, colon, Filters.flag(bound[3]));
        return PythonJson.write(value, style, run.budget);
    }
}
