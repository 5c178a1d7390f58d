package io.github.ssd4j.chat.template;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Filters that apply a filter or a test to each element. */
final class SelectFilters {

    private SelectFilters() {}

    static void register() {
        Filters.add("map", SelectFilters::map);
        Filters.add("select", (run, value, arguments) -> select(run, value, arguments, true, false));
        Filters.add("reject", (run, value, arguments) -> select(run, value, arguments, false, false));
        Filters.add("selectattr", (run, value, arguments) -> select(run, value, arguments, true, true));
        Filters.add("rejectattr", (run, value, arguments) -> select(run, value, arguments, false, true));
        Filters.add("attr", (run, value, arguments) -> {
            String name = Marks.plain(StringMethods.string(arguments.bind("attr", 1, "name")[0], "attr"));
            Object attribute = value instanceof Undefined undefined ? failed(undefined) : Attributes.own(value, name);
            return attribute == None.MISSING ? Undefined.in(value, name) : attribute;
        });
    }

    private static Object failed(Undefined undefined) {
        throw undefined.failure();
    }

    /**
     * Reads an attribute, with dots between its parts; nothing but the element itself if {@code attribute} is not given.
     *
     * @param standard what stands for an undefined attribute, {@link None#MISSING} for nothing
     */
    static UnaryOperator<Object> getter(Object attribute, Object standard, Run run) {
        if (attribute == None.MISSING || attribute == None.NONE) {
            return element -> element;
        }
        List<Object> parts = new ArrayList<>();
        if (Values.isText(attribute)) {
            for (String part : Marks.plain(attribute.toString()).split("\\.", -1)) {
                parts.add(part.matches("[0-9]{1,18}") ? (Object) Long.valueOf(part) : part);
            }
        } else {
            parts.add(attribute);
        }
        boolean defaults = standard != None.MISSING && standard != None.NONE;
        return element -> {
            Object value = element;
            for (Object part : parts) {
                run.budget.step();
                value = Attributes.item(value, part);
                if (defaults && value instanceof Undefined) {
                    value = standard;
                }
            }
            return value;
        };
    }

    private static Object map(Run run, Object value, Arguments arguments) {
        return lazily(run, value, () -> mapper(run, arguments), null);
    }

    private static UnaryOperator<Object> mapper(Run run, Arguments arguments) {
        if (arguments.positional().length == 0 && arguments.named().containsKey("attribute")) {
            Map<String, Object> named = new LinkedHashMap<>(arguments.named());
            Object attribute = named.remove("attribute");
            Object standard = named.containsKey("default") ? named.remove("default") : None.MISSING;
            if (!named.isEmpty()) {
                throw TemplateException.fault("map does not take the arguments %s", named.keySet());
            }
            return getter(attribute == null ? None.NONE : attribute, standard == null ? None.NONE : standard, run);
        }
        if (arguments.positional().length == 0) {
            throw TemplateException.fault("map needs the name of a filter");
        }
        Filter filter = Filters.named(arguments.positional()[0]);
        Arguments rest = arguments.after(1);
        return element -> filter.apply(run, element, rest);
    }

    private static Object select(Run run, Object value, Arguments arguments, boolean wanted, boolean attribute) {
        return lazily(run, value, () -> element -> element, () -> {
            int used = attribute ? 1 : 0;
            Object[] positional = arguments.positional();
            if (positional.length < used) {
                throw TemplateException.fault("the name of an attribute is missing");
            }
            UnaryOperator<Object> getter = attribute ? getter(positional[0], None.MISSING, run) : element -> element;
            if (positional.length == used) {
                return element -> Values.truth(getter.apply(element)) == wanted;
            }
            Filter test = Tests.named(positional[used]);
            Arguments rest =
                    new Arguments(Arrays.copyOfRange(positional, used + 1, positional.length), arguments.named());
            return element -> Values.truth(test.apply(run, getter.apply(element), rest)) == wanted;
        });
    }

    /** Prepares something that is not needed where there are no elements. */
    private interface Preparation<T> {
        T prepare();
    }

    private static Object lazily(
            Run run,
            Object value,
            Preparation<UnaryOperator<Object>> change,
            @Nullable Preparation<Predicate<Object>> selection) {
        return new Generator(new Iterator<>() {
            private @Nullable Iterator<Object> elements;
            private UnaryOperator<Object> mapper = element -> element;
            private Predicate<Object> test = element -> true;
            private final List<Object> ahead = new ArrayList<>(1);

            @Override
            public boolean hasNext() {
                if (elements == null) {
                    elements = Values.iterate(Values.truth(value) ? value : List.of(), run.budget);
                    if (Values.truth(value)) {
                        mapper = change.prepare();
                        test = selection == null ? test : selection.prepare();
                    }
                }
                while (ahead.isEmpty() && elements.hasNext()) {
                    Object element = elements.next();
                    run.budget.step();
                    if (test.test(element)) {
                        ahead.add(mapper.apply(element));
                    }
                }
                return !ahead.isEmpty();
            }

            @Override
            public Object next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return ahead.remove(0);
            }
        });
    }
}
