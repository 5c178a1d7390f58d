package io.github.ssd4j.chat;

import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.Importable;
import com.hubspot.jinjava.lib.exptest.ExpTest;
import com.hubspot.jinjava.lib.exptest.ExpTestLibrary;
import com.hubspot.jinjava.lib.filter.Filter;
import com.hubspot.jinjava.lib.filter.FilterLibrary;
import com.hubspot.jinjava.lib.fn.FunctionLibrary;
import com.hubspot.jinjava.lib.tag.TagLibrary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The tags, filters, tests and functions that a template can use. jinjava brings some hundred more for web pages; those are
 * off. Every filter pays for what it reads and makes before it does so.
 */
final class PythonLibrary {

    private static final Set<String> TAGS = Set.of(
            "if",
            "elif",
            "else",
            "endif",
            "for",
            "endfor",
            "break",
            "continue",
            "set",
            "endset",
            "macro",
            "endmacro",
            "call",
            "endcall",
            "do",
            "enddo",
            "raw",
            "endraw");

    private static final Set<String> FUNCTIONS = Set.of(":namespace", ":range");

    /** Filters that look at the elements of a list, not into them, or hand them to other filters and tests. */
    private static final Set<String> SHALLOW = Set.of(
            "count",
            "d",
            "default",
            "first",
            "last",
            "length",
            "list",
            "map",
            "reject",
            "rejectattr",
            "reverse",
            "select",
            "selectattr");

    private static final Set<String> DEEP = Set.of(
            "abs",
            "attr",
            "capitalize",
            "dictsort",
            "e",
            "escape",
            "float",
            "format",
            "groupby",
            "indent",
            "int",
            "lower",
            "round",
            "sort",
            "sum",
            "title",
            "truncate",
            "unique",
            "upper",
            "wordcount");

    /** Filters that make a list of the characters of a text. */
    private static final Set<String> OF_LISTS = Set.of(
            "dictsort",
            "groupby",
            "list",
            "map",
            "reject",
            "rejectattr",
            "reverse",
            "select",
            "selectattr",
            "sort",
            "sum",
            "unique");

    /** Filters whose number says how many characters or digits to make, for each line in the case of {@code indent}. */
    private static final Set<String> WIDTHS = Set.of("indent", "round");

    private static final long MAX_WIDTH = 100;

    /** A width in a pattern of {@code format}. */
    private static final Pattern LONG_WIDTH = Pattern.compile("%[^%a-zA-Z]*\\d{3}");

    private PythonLibrary() {}

    /** Names of what jinjava has and a template has not, by library. */
    static Map<Context.Library, Set<String>> disabled() {
        return Map.of(
                Context.Library.TAG, others(new TagLibrary(true, Set.of()).entries(), TAGS),
                Context.Library.FUNCTION, others(new FunctionLibrary(true, Set.of()).entries(), FUNCTIONS),
                Context.Library.FILTER, others(new FilterLibrary(true, Set.of()).entries(), filterNames()));
    }

    private static Set<String> filterNames() {
        Set<String> names = own().stream().map(Importable::getName).collect(Collectors.toSet());
        names.addAll(SHALLOW);
        names.addAll(DEEP);
        return names;
    }

    private static Set<String> others(Collection<? extends Importable> all, Set<String> kept) {
        return all.stream()
                .map(Importable::getName)
                .filter(name -> !kept.contains(name))
                .collect(Collectors.toUnmodifiableSet());
    }

    static List<Filter> filters() {
        List<Filter> filters = new ArrayList<>(own());
        for (Filter filter : new FilterLibrary(true, Set.of()).entries()) {
            if (SHALLOW.contains(filter.getName()) || DEEP.contains(filter.getName())) {
                filters.add(new Metered(filter));
            }
        }
        return filters;
    }

    static List<ExpTest> tests() {
        return new ExpTestLibrary(true, Set.of())
                .entries().stream().<ExpTest>map(MeteredTest::new).toList();
    }

    /** Those that jinjava lacks, does otherwise, or does without looking at the size of what comes out. */
    private static List<Filter> own() {
        return List.of(
                new Own(
                        "tojson",
                        (value, arguments, named) ->
                                json(value, arguments.isEmpty() ? named.get("indent") : arguments.get(0))),
                // nothing is escaped, so there is nothing to mark as safe
                new Own("safe", (value, arguments, named) -> value),
                new Own("string", (value, arguments, named) -> PythonValues.str(value)),
                new Own(
                        "items",
                        (value, arguments, named) ->
                                value instanceof Map<?, ?> map ? PythonMethods.items(map) : List.of()),
                new Own("trim", (value, arguments, named) -> {
                    String characters = arguments.isEmpty() ? null : PythonValues.str(arguments.get(0));
                    return PythonMethods.strip(PythonValues.str(value), characters, true, true);
                }),
                new Own("replace", (value, arguments, named) -> {
                    if (arguments.size() < 2) {
                        throw ChatTemplateException.fault("the filter replace expects two strings", null);
                    }
                    return PythonMethods.replace(
                            PythonValues.str(value),
                            PythonValues.str(arguments.get(0)),
                            PythonValues.str(arguments.get(1)));
                }),
                new Own("join", PythonLibrary::join));
    }

    private static String json(@Nullable Object value, @Nullable Object indent) {
        return indent instanceof Number number ? PythonJson.write(value, width(number)) : PythonJson.write(value);
    }

    private static Object join(@Nullable Object value, List<@Nullable Object> arguments, Map<String, Object> named) {
        Object separator = arguments.isEmpty() ? named.get("d") : arguments.get(0);
        Object attribute = arguments.size() > 1 ? arguments.get(1) : named.get("attribute");
        TemplateBudget.current().inspectElements(value);
        Collection<?> elements = value instanceof Collection<?> collection
                ? collection
                : value instanceof Map<?, ?> map ? map.keySet() : characters(PythonValues.str(value));
        if (attribute == null) {
            return PythonMethods.join(PythonValues.str(separator), elements);
        }
        JinjavaInterpreter interpreter = JinjavaInterpreter.getCurrent();
        List<@Nullable Object> attributes = new ArrayList<>();
        for (Object element : elements) {
            attributes.add(interpreter.resolveProperty(element, PythonValues.str(attribute)));
        }
        return PythonMethods.join(PythonValues.str(separator), attributes);
    }

    private static List<String> characters(String text) {
        TemplateBudget.current().spend((long) TemplateBudget.OBJECT * text.length());
        return text.codePoints().mapToObj(Character::toString).toList();
    }

    private static int width(Number number) {
        if (Math.abs(number.doubleValue()) > MAX_WIDTH) {
            throw ChatTemplateException.limit("gives a filter a width of more than %d".formatted(MAX_WIDTH));
        }
        return number.intValue();
    }

    /** What a filter does. */
    private interface Body {
        @Nullable
        Object apply(@Nullable Object value, List<@Nullable Object> arguments, Map<String, Object> named);
    }

    /** A filter of ours, which pays by itself. */
    private record Own(String name, Body body) implements Filter {

        @Override
        public String getName() {
            return name;
        }

        @Override
        public @Nullable Object filter(
                @Nullable Object value, JinjavaInterpreter interpreter, @Nullable String... arguments) {
            return filter(value, interpreter, (Object[]) arguments, Map.of());
        }

        @Override
        public @Nullable Object filter(
                @Nullable Object value,
                JinjavaInterpreter interpreter,
                @Nullable Object[] arguments,
                Map<String, Object> named) {
            TemplateBudget.current().step();
            return body.apply(value, Arrays.asList(arguments), named);
        }
    }

    /** A filter of jinjava that is paid for. */
    private record Metered(Filter filter) implements Filter {

        @Override
        public String getName() {
            return filter.getName();
        }

        @Override
        public @Nullable Object filter(
                @Nullable Object value, JinjavaInterpreter interpreter, @Nullable String... arguments) {
            pay(value, Arrays.asList((Object[]) arguments));
            return filter.filter(value, interpreter, arguments);
        }

        @Override
        public @Nullable Object filter(
                @Nullable Object value,
                JinjavaInterpreter interpreter,
                @Nullable Object[] arguments,
                Map<String, Object> named) {
            pay(value, Arrays.asList(arguments));
            pay(null, new ArrayList<>(named.values()));
            return filter.filter(value, interpreter, arguments, named);
        }

        private void pay(@Nullable Object value, List<@Nullable Object> arguments) {
            TemplateBudget budget = TemplateBudget.current();
            budget.step();
            budget.inspectElements(value);
            budget.inspect(arguments);
            if (value instanceof CharSequence text && OF_LISTS.contains(getName())) {
                budget.spend((long) TemplateBudget.OBJECT * text.length());
            }
            if (DEEP.contains(getName())) {
                budget.inspect(value);
            }
            if (WIDTHS.contains(getName())) {
                payWidths(budget, value, arguments);
            }
            if (getName().equals("format")
                    && value instanceof CharSequence text
                    && LONG_WIDTH.matcher(text).find()) {
                throw ChatTemplateException.limit("formats with a width of more than 99");
            }
        }

        private static void payWidths(TemplateBudget budget, @Nullable Object value, List<@Nullable Object> arguments) {
            long lines = value instanceof CharSequence text
                    ? text.chars().filter(character -> character == '\n').count() + 1
                    : 1;
            for (Object argument : arguments) {
                if (argument instanceof Number number) {
                    budget.text(lines * Math.abs(width(number)));
                }
            }
        }
    }

    /** A test of jinjava that is paid for: one that compares may read all of both values. */
    private record MeteredTest(ExpTest test) implements ExpTest {

        @Override
        public String getName() {
            return test.getName();
        }

        @Override
        public boolean evaluate(@Nullable Object value, JinjavaInterpreter interpreter, @Nullable Object... arguments) {
            pay(value, arguments);
            return test.evaluate(value, interpreter, arguments);
        }

        @Override
        public boolean evaluateNegated(
                @Nullable Object value, JinjavaInterpreter interpreter, @Nullable Object... arguments) {
            pay(value, arguments);
            return test.evaluateNegated(value, interpreter, arguments);
        }

        private static void pay(@Nullable Object value, @Nullable Object[] arguments) {
            TemplateBudget budget = TemplateBudget.current();
            budget.step();
            if (arguments.length > 0) {
                budget.inspect(value);
                budget.inspect(Arrays.asList(arguments));
            }
        }
    }
}
