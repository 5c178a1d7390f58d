package io.github.ssd4j.chat.template;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All filters of Jinja, and {@code tojson} as {@code transformers} has it. */
final class Filters {

    static final Map<String, Filter> ALL = new HashMap<>();

    private static final Set<String> WITHOUT_ARGUMENTS = Set.of(
            "e",
            "escape",
            "first",
            "forceescape",
            "items",
            "last",
            "list",
            "pprint",
            "reverse",
            "safe",
            "string",
            "striptags",
            "title",
            "urlencode");

    static {
        TextFilters.register();
        NumberFilters.register();
        SequenceFilters.register();
        SelectFilters.register();
    }

    private Filters() {}

    static TemplateException unknown(String name) {
        return TemplateException.fault("there is no filter '%s'", name);
    }

    static Filter named(Object name) {
        if (!Values.isText(name)) {
            throw TemplateException.fault("the name of a filter must be a string, but is %s", Values.described(name));
        }
        Filter filter = ALL.get(Marks.plain(name.toString()));
        if (filter == null) {
            throw unknown(Marks.plain(name.toString()));
        }
        return filter;
    }

    /** Registers a filter that does not look at the characters of texts. */
    static void add(String name, Filter filter) {
        ALL.put(name, WITHOUT_ARGUMENTS.contains(name) ? withoutArguments(name, filter) : filter);
    }

    private static Filter withoutArguments(String name, Filter filter) {
        return (run, value, arguments) -> {
            arguments.bind(name, 0);
            return filter.apply(run, value, arguments);
        };
    }

    /** Registers a filter that looks at the characters of texts, which must not see marks. */
    static void addReading(String name, Filter filter) {
        add(name, (run, value, arguments) -> {
            List<String> names = List.copyOf(arguments.named().keySet());
            int count = arguments.positional().length;
            Object[] operands = Arrays.copyOf(arguments.positional(), count + names.size() + 1);
            for (int i = 0; i < names.size(); i++) {
                operands[count + i] = arguments.named().get(names.get(i));
            }
            operands[operands.length - 1] = value;
            return Marks.unseen(
                    run.budget,
                    all -> {
                        Map<String, Object> named = new LinkedHashMap<>();
                        for (int i = 0; i < names.size(); i++) {
                            named.put(names.get(i), all[count + i]);
                        }
                        return filter.apply(run, all[all.length - 1], new Arguments(Arrays.copyOf(all, count), named));
                    },
                    operands);
        });
    }

    /** {@code value}, or {@code standard} where it is not given. */
    static Object or(Object value, Object standard) {
        return value == None.MISSING ? standard : value;
    }

    static boolean flag(Object value) {
        return value != None.MISSING && Values.truth(value);
    }

    /** {@code value} as a text that is safe in HTML if it was. */
    static Object soft(Object value, Run run) {
        return Values.isText(value) ? value : Values.str(value, run.budget);
    }
}
