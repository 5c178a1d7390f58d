package io.github.ssd4j.chat.template;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Methods of Python's strings. */
final class StringMethods {

    private interface Method {
        Object apply(String text, Arguments arguments, Run run);
    }

    private static final Map<String, Method> ALL = new HashMap<>();

    static {
        cases();
        predicates();
        searches();
        pieces();
        widths();
        others();
    }

    private StringMethods() {}

    static boolean has(String name) {
        return ALL.containsKey(name);
    }

    static Object call(Run run, String text, String name, Arguments arguments) {
        run.budget.make(text.length());
        Method method = ALL.get(name);
        if (method == null) {
            throw TemplateException.fault("a string has no method '%s'", name);
        }
        return method.apply(text, arguments, run);
    }

    private static void plain(String name, java.util.function.Function<String, Object> body) {
        ALL.put(name, (text, arguments, run) -> {
            arguments.bind(name, 0);
            return body.apply(text);
        });
    }

    private static void cases() {
        plain("upper", TextCase::upper);
        plain("lower", TextCase::lower);
        plain("casefold", text -> TextCase.lower(TextCase.upper(text)));
        plain("capitalize", TextCase::capitalized);
        plain("title", TextCase::titled);
        plain("swapcase", TextCase::swapped);
    }

    private static void predicates() {
        TextCase.PREDICATES.forEach((name, predicate) -> plain(name, predicate::test));
    }

    private static void searches() {
        ALL.put("find", (text, arguments, run) -> find("find", text, arguments, false, run.budget));
        ALL.put("rfind", (text, arguments, run) -> find("rfind", text, arguments, true, run.budget));
        ALL.put("index", (text, arguments, run) -> found(find("index", text, arguments, false, run.budget)));
        ALL.put("rindex", (text, arguments, run) -> found(find("rindex", text, arguments, true, run.budget)));
        ALL.put("count", (text, arguments, run) -> count(text, arguments, run.budget));
        ALL.put("startswith", (text, arguments, run) -> hasEnd("startswith", text, arguments, true));
        ALL.put("endswith", (text, arguments, run) -> hasEnd("endswith", text, arguments, false));
        ALL.put("removeprefix", (text, arguments, run) -> {
            String prefix = string(arguments.bind("removeprefix", 1, "prefix")[0], "removeprefix");
            return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
        });
        ALL.put("removesuffix", (text, arguments, run) -> {
            String suffix = string(arguments.bind("removesuffix", 1, "suffix")[0], "removesuffix");
            return text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
        });
        ALL.put("replace", (text, arguments, run) -> {
            Object[] bound = arguments.bind("replace", 2, "old", "new", "count");
            long count = bound[2] == None.MISSING ? -1 : Numbers.index(bound[2], "the count");
            return replace(text, string(bound[0], "replace"), string(bound[1], "replace"), count, run.budget);
        });
    }

    private static void pieces() {
        ALL.put("split", (text, arguments, run) -> split("split", text, arguments, run.budget));
        ALL.put("rsplit", (text, arguments, run) -> split("rsplit", text, arguments, run.budget));
        ALL.put("splitlines", (text, arguments, run) -> {
            Object keep = arguments.bind("splitlines", 0, "keepends")[0];
            return strings(StringSplits.lines(text, Numbers.flag(Filters.or(keep, false), "keepends")), run.budget);
        });
        ALL.put("partition", (text, arguments, run) -> {
            String separator = separator(arguments.bind("partition", 1, "sep")[0], "partition");
            run.budget.search(text.length(), separator.length());
            int at = text.indexOf(separator);
            return at < 0 ? Tuple.of(text, "", "") : parted(text, separator, at);
        });
        ALL.put("rpartition", (text, arguments, run) -> {
            String separator = separator(arguments.bind("rpartition", 1, "sep")[0], "rpartition");
            run.budget.search(text.length(), separator.length());
            int at = text.lastIndexOf(separator);
            return at < 0 ? Tuple.of("", "", text) : parted(text, separator, at);
        });
        for (String name : List.of("strip", "lstrip", "rstrip")) {
            ALL.put(name, (text, arguments, run) -> strip(name, text, arguments.bind(name, 0, "chars")[0]));
        }
        ALL.put("join", (text, arguments, run) -> join(text, arguments.bind("join", 1, "iterable")[0], run.budget));
    }

    private static void widths() {
        for (String name : List.of("center", "ljust", "rjust")) {
            ALL.put(name, (text, arguments, run) -> {
                Object[] bound = arguments.bind(name, 1, "width", "fillchar");
                String fill = bound[1] == None.MISSING ? " " : string(bound[1], name);
                if (Text.length(fill) != 1) {
                    throw TemplateException.fault("%s fills with one character", name);
                }
                return pad(name, text, Numbers.index(bound[0], "the width"), fill, run.budget);
            });
        }
        ALL.put("zfill", (text, arguments, run) -> {
            long missing = Numbers.index(arguments.bind("zfill", 1, "width")[0], "the width") - Text.length(text);
            if (missing <= 0) {
                return text;
            }
            run.budget.make(missing);
            int sign = text.startsWith("+") || text.startsWith("-") ? 1 : 0;
            return text.substring(0, sign) + "0".repeat((int) missing) + text.substring(sign);
        });
        ALL.put("expandtabs", (text, arguments, run) -> {
            Object size = arguments.bind("expandtabs", 0, "tabsize")[0];
            return TextCase.withoutTabs(text, size == None.MISSING ? 8 : Numbers.index(size, "the width"), run.budget);
        });
    }

    private static void others() {
        ALL.put("format", (text, arguments, run) -> format(run, text, "format", arguments, false));
        ALL.put("format_map", (text, arguments, run) -> format(run, text, "format_map", arguments, false));
        ALL.put("encode", (text, arguments, run) -> Bytes.encoded(text, arguments, run.budget));
        ALL.put("maketrans", (text, arguments, run) -> table(arguments, run.budget));
        ALL.put("translate", (text, arguments, run) -> {
            Object table = arguments.bind("translate", 1, "table")[0];
            if (text.isEmpty()) {
                return text;
            }
            if (!(table instanceof Dict || table instanceof List || Values.isText(table))) {
                throw TemplateException.fault("translate expects a dictionary");
            }
            return TextCase.translated(text, table, run.budget);
        });
    }

    /** A dictionary for {@code translate}: characters of the first text to those of the second. */
    private static Object table(Arguments arguments, Budget budget) {
        Object[] bound = arguments.bind("maketrans", 1, "x", "y", "z");
        Dict table = new Dict();
        if (bound[1] == None.MISSING) {
            if (!(bound[0] instanceof Dict given)) {
                throw TemplateException.fault("maketrans expects a dictionary or two strings");
            }
            budget.steps(given.size());
            given.items().forEach(entry -> table.put(codePoint(entry.getKey()), entry.getValue()));
            return table;
        }
        int[] from = string(bound[0], "maketrans").codePoints().toArray();
        int[] to = string(bound[1], "maketrans").codePoints().toArray();
        budget.steps(2L * from.length + to.length);
        if (from.length != to.length) {
            throw TemplateException.fault("maketrans expects two strings of the same length");
        }
        for (int i = 0; i < from.length; i++) {
            table.put((long) from[i], (long) to[i]);
        }
        if (bound[2] != None.MISSING) {
            string(bound[2], "maketrans").codePoints().forEach(c -> table.put((long) c, None.NONE));
        }
        return table;
    }

    private static Object codePoint(Object key) {
        if (!Values.isText(key)) {
            return Numbers.index(key, "a key");
        }
        if (Text.length(key.toString()) != 1) {
            throw TemplateException.fault("a key of maketrans must be one character");
        }
        return (long) key.toString().codePointAt(0);
    }

    static Object format(Run run, String text, String name, Arguments arguments, boolean escaped) {
        Arguments values = arguments;
        if (name.equals("format_map")) {
            Object mapping = arguments.bind(name, 1, "mapping")[0];
            Map<String, Object> named = new HashMap<>();
            if (mapping instanceof Dict dict) {
                dict.items()
                        .forEach(entry -> named.put(Marks.plain(entry.getKey().toString()), entry.getValue()));
            }
            values = new Arguments(new Object[0], named);
        }
        return new StringFormat(run, values, escaped).format(text);
    }

    static String string(Object value, String method) {
        if (Values.isText(value)) {
            return value.toString();
        }
        if (value instanceof Undefined undefined) {
            throw TemplateException.fault(
                    "%s expects a string, but %s",
                    method, String.valueOf(undefined.failure().getMessage()));
        }
        throw TemplateException.fault("%s expects a string, but is given %s", method, Values.described(value));
    }

    private static String separator(Object value, String method) {
        String separator = string(value, method);
        if (separator.isEmpty()) {
            throw TemplateException.fault("%s expects a separator, but is given an empty string", method);
        }
        return separator;
    }

    private static Tuple parted(String text, String separator, int at) {
        return Tuple.of(text.substring(0, at), separator, text.substring(at + separator.length()));
    }

    /** An index of a slice, between 0 and {@code size}. */
    static long bound(Object bound, long standard, int size) {
        if (bound == None.MISSING || bound == None.NONE) {
            return standard;
        }
        long index = Numbers.index(bound, "the bound");
        return Math.max(0, Math.min(size, index < 0 ? index + size : index));
    }

    private static long find(String name, String text, Arguments arguments, boolean last, Budget budget) {
        Object[] bound = arguments.bind(name, 1, "sub", "start", "end");
        String part = string(bound[0], name);
        budget.search(text.length(), part.length());
        int length = Text.length(text);
        long from = bound[1] == None.MISSING ? 0 : Numbers.index(bound[1] == None.NONE ? 0L : bound[1], "the start");
        long start = bound(bound[1], 0, length);
        long end = bound(bound[2], length, length);
        if (from > length || start > end) {
            return -1;
        }
        int first = Text.offset(text, (int) start);
        String searched = text.substring(first, Text.offset(text, (int) end));
        int at = last ? searched.lastIndexOf(part) : searched.indexOf(part);
        return at < 0 ? -1 : text.codePointCount(0, first + at);
    }

    private static long found(long index) {
        if (index < 0) {
            throw TemplateException.fault("the part is not in the string");
        }
        return index;
    }

    private static long count(String text, Arguments arguments, Budget budget) {
        Object[] bound = arguments.bind("count", 1, "sub", "start", "end");
        String part = string(bound[0], "count");
        budget.search(text.length(), part.length());
        int length = Text.length(text);
        int start = Text.offset(text, (int) bound(bound[1], 0, length));
        int end = Text.offset(text, (int) bound(bound[2], length, length));
        String searched = text.substring(start, Math.max(start, end));
        return part.isEmpty()
                ? Text.length(searched) + 1L
                : StringSplits.at(searched, part, -1).size() - 1L;
    }

    private static boolean hasEnd(String name, String text, Arguments arguments, boolean start) {
        Object[] bound = arguments.bind(name, 1, "part", "start", "end");
        int length = Text.length(text);
        int from = Text.offset(text, (int) bound(bound[1], 0, length));
        int to = Text.offset(text, (int) bound(bound[2], length, length));
        boolean beyond =
                bound[1] != None.MISSING && bound[1] != None.NONE && Numbers.index(bound[1], "the start") > length;
        String searched = text.substring(from, Math.max(from, to));
        List<?> parts = bound[0] instanceof Tuple several ? several : List.of(bound[0]);
        return parts.stream()
                .map(part -> string(part, name))
                .anyMatch(
                        part -> from <= to && !beyond && (start ? searched.startsWith(part) : searched.endsWith(part)));
    }

    static String replace(String text, String old, String with, long count, Budget budget) {
        long limit = count < 0 ? Long.MAX_VALUE : count;
        budget.search(text.length(), old.length());
        StringBuilder out = new StringBuilder();
        int position = 0;
        for (long i = 0; i < limit; i++) {
            int at = text.indexOf(old, old.isEmpty() && i > 0 ? position + 1 : position);
            if (at < 0 || (old.isEmpty() && position == text.length() && i > 0)) {
                break;
            }
            if (old.isEmpty()
                    && at < text.length()
                    && at > 0
                    && Character.isLowSurrogate(text.charAt(at))
                    && Character.isHighSurrogate(text.charAt(at - 1))) {
                at++;
            }
            budget.make((long) with.length() + at - position);
            budget.step();
            out.append(text, position, at).append(with);
            position = at + old.length();
        }
        return out.append(text, position, text.length()).toString();
    }

    private static List<Object> strings(List<String> parts, Budget budget) {
        budget.steps(parts.size());
        return new ArrayList<>(parts);
    }

    private static Object split(String name, String text, Arguments arguments, Budget budget) {
        Object[] bound = arguments.bind(name, 0, "sep", "maxsplit");
        long limit = bound[1] == None.MISSING ? -1 : Numbers.index(bound[1], "maxsplit");
        boolean fromEnd = name.equals("rsplit");
        if (bound[0] == None.MISSING || bound[0] == None.NONE) {
            return strings(fromEnd ? StringSplits.wordsFromEnd(text, limit) : StringSplits.words(text, limit), budget);
        }
        String separator = separator(bound[0], name);
        budget.search(text.length(), separator.length());
        return strings(
                fromEnd ? StringSplits.fromEndAt(text, separator, limit) : StringSplits.at(text, separator, limit),
                budget);
    }

    static String strip(String name, String text, Object characters) {
        boolean space = characters == None.MISSING || characters == None.NONE;
        String taken = space ? "" : string(characters, name);
        int start = 0;
        int end = text.length();
        while (!name.equals("rstrip") && start < end && isTaken(text.codePointAt(start), taken, space)) {
            start += Character.charCount(text.codePointAt(start));
        }
        while (!name.equals("lstrip") && end > start && isTaken(text.codePointBefore(end), taken, space)) {
            end -= Character.charCount(text.codePointBefore(end));
        }
        return text.substring(start, end);
    }

    private static boolean isTaken(int c, String taken, boolean space) {
        return space ? Text.isSpace(c) : taken.indexOf(c) >= 0;
    }

    private static String join(String separator, Object value, Budget budget) {
        StringBuilder out = new StringBuilder();
        boolean first = true;
        for (Object part : Values.list(value, budget)) {
            String text = string(part, "join");
            budget.make((long) text.length() + separator.length());
            out.append(first ? "" : separator).append(text);
            first = false;
        }
        return out.toString();
    }

    static String pad(String name, String text, long width, String fill, Budget budget) {
        long missing = width - Text.length(text);
        if (missing <= 0) {
            return text;
        }
        budget.make(missing);
        long left = name.equals("ljust") ? 0 : name.equals("rjust") ? missing : missing / 2 + (missing & width & 1);
        return fill.repeat((int) left) + text + fill.repeat((int) (missing - left));
    }
}
