package io.github.ssd4j.chat.template;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Filters of lists and dictionaries. */
final class SequenceFilters {

    private SequenceFilters() {}

    static void register() {
        for (String name : List.of("length", "count")) {
            Filters.add(name, (run, value, arguments) -> length(value, arguments, name));
        }
        for (String name : List.of("default", "d")) {
            Filters.add(name, (run, value, arguments) -> {
                Object[] bound = arguments.bind(name, 0, "default_value", "boolean");
                boolean absent = value instanceof Undefined || (Filters.flag(bound[1]) && !Values.truth(value));
                return absent ? Filters.or(bound[0], "") : value;
            });
        }
        Filters.add("list", (run, value, arguments) -> Values.list(value, run.budget));
        Filters.add("first", (run, value, arguments) -> {
            Iterator<Object> elements = Values.iterate(value, run.budget);
            return elements.hasNext() ? elements.next() : Undefined.because("no first item, the sequence is empty");
        });
        Filters.add("last", SequenceFilters::last);
        Filters.add("random", SequenceFilters::random);
        Filters.add("reverse", SequenceFilters::reverse);
        Filters.add("items", SequenceFilters::items);
        Filters.add("join", SequenceFilters::join);
        Filters.add("sort", SequenceFilters::sort);
        Filters.add("dictsort", SequenceFilters::dictsort);
        Filters.add("unique", SequenceFilters::unique);
        Filters.add("min", (run, value, arguments) -> extreme(run, value, arguments, 1));
        Filters.add("max", (run, value, arguments) -> extreme(run, value, arguments, -1));
        Filters.add("sum", SequenceFilters::sum);
        Filters.add("batch", SequenceFilters::batch);
        Filters.add("slice", SequenceFilters::slice);
        Filters.add("groupby", SequenceFilters::groupby);
    }

    private static Object length(Object value, Arguments arguments, String name) {
        arguments.bind(name, 0);
        int size = value instanceof LoopContext ? -1 : Values.knownSize(value);
        if (size < 0) {
            throw TemplateException.fault("%s has no length", Values.described(value));
        }
        return (long) size;
    }

    private static Object last(Run run, Object value, Arguments arguments) {
        if (value instanceof Iterator) {
            throw TemplateException.fault("the filter last needs a list");
        }
        if (value instanceof List<?> list) {
            return list.isEmpty()
                    ? Undefined.because("no last item, the sequence is empty")
                    : list.get(list.size() - 1);
        }
        Object last = None.MISSING;
        Iterator<Object> elements = Values.iterate(value, run.budget);
        while (elements.hasNext()) {
            run.budget.step();
            last = elements.next();
        }
        if (value instanceof Undefined) {
            throw TemplateException.fault("an undefined value has no last item");
        }
        if (last == None.MISSING) {
            return Undefined.because("no last item, the sequence is empty");
        }
        return value instanceof Markup ? new Markup(last.toString()) : last;
    }

    private static Object random(Run run, Object value, Arguments arguments) {
        arguments.bind("random", 0);
        long size = (Long) length(value, Arguments.NONE, "random");
        if (size == 0) {
            return Undefined.because("no random item, the sequence is empty");
        }
        Object item = Attributes.element(value, (long) new Random().nextInt((int) size));
        if (item == None.MISSING) {
            throw TemplateException.fault("%s has no item at a random place", Values.described(value));
        }
        return item;
    }

    private static Object reverse(Run run, Object value, Arguments arguments) {
        if (Values.isText(value)) {
            return Slices.slice(value, None.NONE, None.NONE, -1L, run.budget);
        }
        List<Object> list = Values.list(value, run.budget);
        Collections.reverse(list);
        boolean reversible = !(value instanceof Iterator || value instanceof Undefined || value instanceof SetValue);
        return reversible ? Generator.of(list) : list;
    }

    private static Object items(Run run, Object value, Arguments arguments) {
        if (value instanceof Undefined) {
            return Generator.of(List.of());
        }
        if (!(value instanceof Dict dict)) {
            throw TemplateException.fault(
                    "the filter items needs a dictionary, but is given %s", Values.described(value));
        }
        run.budget.steps(dict.size());
        return Generator.of(dict.pairs());
    }

    private static Object join(Run run, Object value, Arguments arguments) {
        Object[] bound = arguments.bind("join", 0, "d", "attribute");
        Object separator = Filters.or(bound[0], "");
        UnaryOperator<Object> getter = SelectFilters.getter(bound[1], None.MISSING, run);
        List<Object> parts = new ArrayList<>();
        Iterator<Object> elements = Values.iterate(value, run.budget);
        while (elements.hasNext()) {
            run.budget.step();
            parts.add(getter.apply(elements.next()));
        }
        boolean markup =
                run.escaping && (separator instanceof Markup || parts.stream().anyMatch(Markup.class::isInstance));
        String between = markup ? Markup.escaped(separator, run.budget).text() : Values.str(separator, run.budget);
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < parts.size(); i++) {
            Object part = parts.get(i);
            String text = markup ? Markup.escaped(part, run.budget).text() : Values.str(part, run.budget);
            run.budget.make((long) text.length() + between.length());
            out.append(i == 0 ? "" : between).append(text);
        }
        return markup ? new Markup(out.toString()) : out.toString();
    }

    private static UnaryOperator<Object> key(Object attribute, Object caseSensitive, Object standard, Run run) {
        UnaryOperator<Object> getter = SelectFilters.getter(attribute, standard, run);
        return Filters.flag(caseSensitive) ? getter : element -> lower(getter.apply(element), run.budget);
    }

    private static Object lower(Object value, Budget budget) {
        if (!Values.isText(value)) {
            return value;
        }
        budget.make(value.toString().length());
        return TextCase.lower(Marks.plain(value.toString()));
    }

    private static Object sort(Run run, Object value, Arguments arguments) {
        Object[] bound = arguments.bind("sort", 0, "reverse", "case_sensitive", "attribute");
        boolean reverse = Numbers.flag(Filters.or(bound[0], false), "reverse");
        List<UnaryOperator<Object>> keys = new ArrayList<>();
        if (Values.isText(bound[2])) {
            for (String attribute : Marks.plain(bound[2].toString()).split(",", -1)) {
                keys.add(key(attribute, bound[1], None.MISSING, run));
            }
        } else {
            keys.add(key(bound[2], bound[1], None.MISSING, run));
        }
        return sorted(
                Values.list(value, run.budget),
                element -> Tuple.of(keys.stream().map(key -> key.apply(element)).toArray()),
                reverse,
                run.budget);
    }

    private static List<Object> sorted(
            List<Object> list, UnaryOperator<Object> key, boolean descending, Budget budget) {
        record Keyed(Object key, Object element) {}
        List<Keyed> keyed = new ArrayList<>(list.size());
        list.forEach(element -> keyed.add(new Keyed(key.apply(element), element)));
        Comparator<Object> order = Order.comparator(budget);
        // the order of equal elements stays, also from the last to the first
        keyed.sort((one, other) -> descending ? order.compare(other.key, one.key) : order.compare(one.key, other.key));
        List<Object> sorted = new ArrayList<>(list.size());
        keyed.forEach(each -> sorted.add(each.element));
        return sorted;
    }

    private static Object dictsort(Run run, Object value, Arguments arguments) {
        Object[] bound = arguments.bind("dictsort", 0, "case_sensitive", "by", "reverse");
        String by = Marks.plain(Filters.or(bound[1], "key").toString());
        if (!by.equals("key") && !by.equals("value")) {
            throw TemplateException.fault("dictsort sorts by 'key' or 'value'");
        }
        if (!(value instanceof Dict dict)) {
            throw TemplateException.fault("dictsort expects a dictionary, but is given %s", Values.described(value));
        }
        run.budget.steps(dict.size());
        UnaryOperator<Object> key = key(by.equals("key") ? 0L : 1L, bound[0], None.MISSING, run);
        return sorted(dict.pairs(), key, Filters.flag(bound[2]), run.budget);
    }

    private static Object unique(Run run, Object value, Arguments arguments) {
        Object[] bound = arguments.bind("unique", 0, "case_sensitive", "attribute");
        UnaryOperator<Object> key = key(bound[1], bound[0], None.MISSING, run);
        Set<Object> seen = new HashSet<>();
        List<Object> unique = new ArrayList<>();
        for (Object element : Values.list(value, run.budget)) {
            if (seen.add(Dict.hashable(key.apply(element)))) {
                unique.add(element);
            }
        }
        return Generator.of(unique);
    }

    private static Object extreme(Run run, Object value, Arguments arguments, int sign) {
        Object[] bound = arguments.bind("min", 0, "case_sensitive", "attribute");
        UnaryOperator<Object> key = key(bound[1], bound[0], None.MISSING, run);
        Object best = Undefined.because("no aggregated item, the sequence is empty");
        Object bestKey = None.MISSING;
        for (Object element : Values.list(value, run.budget)) {
            Object candidate = key.apply(element);
            if (bestKey == None.MISSING || Order.comparator(run.budget).compare(candidate, bestKey) * sign < 0) {
                best = element;
                bestKey = candidate;
            }
        }
        return best;
    }

    private static Object sum(Run run, Object value, Arguments arguments) {
        Object[] bound = arguments.bind("sum", 0, "attribute", "start");
        UnaryOperator<Object> getter = SelectFilters.getter(bound[0], None.MISSING, run);
        Object sum = Filters.or(bound[1], 0L);
        if (Values.isText(sum)) {
            throw TemplateException.fault("strings cannot be summed");
        }
        for (Object element : Values.list(value, run.budget)) {
            sum = Arithmetic.add(sum, getter.apply(element), run.budget);
        }
        return sum;
    }

    private static Object batch(Run run, Object value, Arguments arguments) {
        Object[] bound = arguments.bind("batch", 1, "linecount", "fill_with");
        // what is no number is never the number of elements
        long count = Numbers.isNumber(bound[0]) && Numbers.real(bound[0]) == Math.rint(Numbers.real(bound[0]))
                ? (long) Numbers.real(bound[0])
                : -1;
        List<Object> batches = new ArrayList<>();
        List<Object> batch = new ArrayList<>();
        for (Object element : Values.list(value, run.budget)) {
            if (batch.size() == count) {
                batches.add(batch);
                batch = new ArrayList<>();
            }
            batch.add(element);
        }
        if (!batch.isEmpty()) {
            boolean fills = bound[1] != None.MISSING && bound[1] != None.NONE;
            if (fills && !Numbers.isNumber(bound[0])) {
                throw TemplateException.fault("the number of elements must be a number");
            }
            run.budget.steps(fills ? Math.max(0, count) : 0);
            while (fills && batch.size() < count) {
                batch.add(bound[1]);
            }
            batches.add(batch);
        }
        return Generator.of(batches);
    }

    private static Object slice(Run run, Object value, Arguments arguments) {
        Object[] bound = arguments.bind("slice", 1, "slices", "fill_with");
        long slices = Numbers.index(bound[0], "the number of slices");
        List<Object> list = Values.list(value, run.budget);
        if (slices == 0) {
            throw TemplateException.fault("cannot make zero slices");
        }
        run.budget.steps(Math.max(0, slices));
        List<Object> all = new ArrayList<>();
        long each = Math.floorDiv(list.size(), slices);
        long extra = Math.floorMod(list.size(), slices);
        int start = 0;
        for (long i = 0; i < slices; i++) {
            int end = (int) (start + each + (i < extra ? 1 : 0));
            List<Object> slice = new ArrayList<>(list.subList(start, end));
            if (i >= extra && bound[1] != None.MISSING && bound[1] != None.NONE) {
                slice.add(bound[1]);
            }
            all.add(slice);
            start = end;
        }
        return Generator.of(all);
    }

    private static Object groupby(Run run, Object value, Arguments arguments) {
        Object[] bound = arguments.bind("groupby", 1, "attribute", "default", "case_sensitive");
        UnaryOperator<Object> key = key(bound[0], bound[2], bound[1], run);
        UnaryOperator<Object> shown = SelectFilters.getter(bound[0], bound[1], run);
        List<Object> groups = new ArrayList<>();
        List<Object> group = new ArrayList<>();
        Object current = None.MISSING;
        for (Object element : sorted(Values.list(value, run.budget), key, false, run.budget)) {
            Object next = key.apply(element);
            if (current == None.MISSING || !Values.equal(current, next, run.budget)) {
                group = new ArrayList<>();
                groups.add(Tuple.group(shown.apply(element), group));
            }
            group.add(element);
            current = next;
        }
        return groups;
    }
}
