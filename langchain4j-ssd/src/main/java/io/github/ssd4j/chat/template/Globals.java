package io.github.ssd4j.chat.template;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Functions that every template has. */
final class Globals {

    static final Map<String, Object> ALL = Map.of(
            "range", (Callee) (run, arguments) -> range(arguments),
            "dict", (Callee) Globals::dict,
            "namespace", (Callee) Globals::namespace,
            "cycler", (Callee) (run, arguments) -> new Cycler(List.of(arguments.positional())),
            "joiner", (Callee) (run, arguments) -> joiner(arguments),
            "lipsum", (Callee) Lipsum::text,
            "raise_exception", (Callee) Globals::raise,
            "strftime_now", (Callee) Globals::now);

    private Globals() {}

    private static Object range(Arguments arguments) {
        Object[] bounds = arguments.positional();
        if (bounds.length == 0 || bounds.length > 3 || !arguments.named().isEmpty()) {
            throw TemplateException.fault("range expects one to three numbers");
        }
        long first = Numbers.index(bounds[0], "a bound of a range");
        long stop = bounds.length == 1 ? first : Numbers.index(bounds[1], "a bound of a range");
        long step = bounds.length == 3 ? Numbers.index(bounds[2], "the step of a range") : 1;
        return new Range(bounds.length == 1 ? 0 : first, stop, step);
    }

    private static Object dict(Run run, Arguments arguments) {
        Dict dict = new Dict();
        addTo(dict, run, arguments, "dict");
        return dict;
    }

    private static void addTo(Dict dict, Run run, Arguments arguments, String name) {
        if (arguments.positional().length > 1) {
            throw TemplateException.fault("%s takes one dictionary at most", name);
        }
        for (Object argument : arguments.positional()) {
            if (argument instanceof Undefined undefined) {
                throw undefined.failure();
            }
            List<Object> pairs = argument instanceof Dict other ? other.pairs() : Values.list(argument, run.budget);
            for (Object pair : pairs) {
                List<Object> two = Values.list(pair, run.budget);
                if (two.size() != 2) {
                    throw TemplateException.fault("%s expects pairs", name);
                }
                dict.put(two.get(0), two.get(1));
            }
        }
        arguments.named().forEach(dict::put);
    }

    private static Object namespace(Run run, Arguments arguments) {
        Dict dict = new Dict();
        addTo(dict, run, arguments, "namespace");
        Namespace namespace = new Namespace();
        for (Map.Entry<Object, Object> entry : dict.items()) {
            namespace.attributes.put(Marks.plain(Values.str(entry.getKey(), run.budget)), entry.getValue());
        }
        return namespace;
    }

    private static Object joiner(Arguments arguments) {
        Object separator = arguments.bind("joiner", 0, "sep")[0];
        boolean[] used = {false};
        return (Callee) (run, none) -> {
            boolean first = !used[0];
            used[0] = true;
            return first ? "" : separator == None.MISSING ? ", " : separator;
        };
    }

    private static Object raise(Run run, Arguments arguments) {
        Object message = arguments.bind("raise_exception", 1, "message")[0];
        throw TemplateException.refusal(Marks.plain(Values.str(message, run.budget)));
    }

    private static Object now(Run run, Arguments arguments) {
        String format = StringMethods.string(arguments.bind("strftime_now", 1, "format")[0], "strftime_now");
        run.budget.make(format.length() * 8L);
        return Strftime.format(LocalDateTime.now(ZoneId.systemDefault()), Marks.plain(format), Locale.ENGLISH);
    }

    /** What {@code cycler(...)} returns. */
    static final class Cycler {

        private final List<Object> items;
        private int position;

        Cycler(List<Object> items) {
            this.items = items;
            if (items.isEmpty()) {
                throw TemplateException.fault("cycler needs an argument");
            }
        }

        Object attribute(String name) {
            return switch (name) {
                case "current" -> items.get(position);
                case "items" -> Tuple.copyOf(items);
                case "pos" -> (long) position;
                case "reset" ->
                    (Callee) (run, arguments) -> {
                        position = 0;
                        return None.NONE;
                    };
                case "next" ->
                    (Callee) (run, arguments) -> {
                        Object item = items.get(position);
                        position = (position + 1) % items.size();
                        return item;
                    };
                default -> None.MISSING;
            };
        }
    }
}
