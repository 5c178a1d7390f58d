package io.github.ssd4j.chat.template;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Methods of strings, lists, tuples and dictionaries. No Java method of a value can be called. */
final class Methods {

    private static final Set<String> OF_DICTS = Set.of("get", "keys", "values", "items", "copy", "fromkeys");
    private static final Set<String> OF_LISTS = Set.of("index", "count", "copy");
    private static final Set<String> OF_TUPLES = Set.of("index", "count");
    private static final Set<String> WITH_NAMES =
            Set.of("split", "rsplit", "splitlines", "expandtabs", "format", "encode");
    private static final Set<String> CHANGES = Set.of(
            "append",
            "clear",
            "extend",
            "insert",
            "pop",
            "popitem",
            "remove",
            "reverse",
            "setdefault",
            "sort",
            "update");

    private Methods() {}

    /** A method that was not called yet. */
    record Bound(Object owner, String method) implements Callee {

        @Override
        public Object call(Run run, Arguments arguments) {
            return Methods.call(run, owner, method, arguments);
        }

        @Override
        public String name() {
            return "the method " + method;
        }
    }

    static boolean has(Object owner, String name) {
        if (owner instanceof Dict) {
            return OF_DICTS.contains(name);
        }
        if (SetValue.isSetLike(owner)) {
            return SetMethods.has(owner, name);
        }
        if (owner instanceof List) {
            boolean copies = owner instanceof Tuple || owner instanceof Range;
            return (copies ? OF_TUPLES : OF_LISTS).contains(name);
        }
        return Values.isText(owner)
                && (StringMethods.has(name) || (owner instanceof Markup && MarkupMethods.has(name)));
    }

    /** Whether Python has such a method, which would change {@code owner}. */
    static boolean changes(Object owner, String name) {
        return (owner instanceof Dict || owner instanceof List)
                ? !(owner instanceof Tuple) && CHANGES.contains(name)
                : SetMethods.changes(owner, name);
    }

    static Object call(Run run, Object owner, String name, Arguments arguments) {
        if (!arguments.named().isEmpty() && !WITH_NAMES.contains(name)) {
            throw TemplateException.fault("the method '%s' takes no named arguments", name);
        }
        if (SetValue.isSetLike(owner)) {
            return SetMethods.call(owner, name, arguments, run.budget);
        }
        if (owner instanceof Dict dict) {
            return ofDict(dict, name, arguments, run.budget);
        }
        if (owner instanceof List<?> list) {
            return ofList(list, name, arguments, run.budget);
        }
        Object[] operands = new Object[arguments.positional().length + 1];
        operands[0] = owner;
        for (int i = 1; i < operands.length; i++) {
            Object argument = arguments.positional()[i - 1];
            operands[i] = argument instanceof Iterator ? Values.list(argument, run.budget) : argument;
        }
        return Marks.unseen(
                run.budget,
                all -> {
                    Object[] rest = Arrays.copyOfRange(all, 1, all.length);
                    return ofText(run, all[0], name, new Arguments(rest, arguments.named()));
                },
                operands);
    }

    private static Object ofText(Run run, Object owner, String name, Arguments arguments) {
        return owner instanceof Markup markup
                ? MarkupMethods.call(run, markup, name, arguments)
                : StringMethods.call(run, owner.toString(), name, arguments);
    }

    private static Object ofDict(Dict dict, String name, Arguments arguments, Budget budget) {
        if (name.equals("get")) {
            Object[] bound = arguments.bind("get", 1, "key", "default");
            Object value = dict.get(bound[0]);
            return value != null ? value : bound[1] == None.MISSING ? None.NONE : bound[1];
        }
        if (name.equals("fromkeys")) {
            Object[] bound = arguments.bind(name, 1, "iterable", "value");
            Dict made = new Dict();
            for (Object key : Values.list(bound[0], budget)) {
                made.put(key, Filters.or(bound[1], None.NONE));
            }
            return made;
        }
        arguments.bind(name, 0);
        return name.equals("copy") ? Dict.copyOf(dict) : new DictView(name, dict);
    }

    private static Object ofList(List<?> list, String name, Arguments arguments, Budget budget) {
        switch (name) {
            case "count" -> {
                Object wanted = arguments.bind(name, 1, "value")[0];
                return list.stream()
                        .filter(element -> Values.equal(element, wanted, budget))
                        .count();
            }
            case "index" -> {
                Object[] bound = arguments.bind(name, 1, "value", "start", "stop");
                long start = StringMethods.bound(bound[1], 0, list.size());
                long stop = StringMethods.bound(bound[2], list.size(), list.size());
                for (long i = start; i < stop; i++) {
                    if (Values.equal(list.get((int) i), bound[0], budget)) {
                        return i;
                    }
                }
                throw TemplateException.fault("the value is not in the list");
            }
            default -> {
                arguments.bind(name, 0);
                return Values.list(list, budget);
            }
        }
    }

    /** The named arguments with {@code change} made to each value. */
    static Map<String, Object> each(Map<String, Object> named, java.util.function.UnaryOperator<Object> change) {
        Map<String, Object> changed = new java.util.LinkedHashMap<>();
        named.forEach((key, value) -> changed.put(key, change.apply(value)));
        return changed;
    }
}
