package io.github.ssd4j.chat.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Methods of texts that are safe in HTML: what they add is escaped, what they return is safe. */
final class MarkupMethods {

    private static final Set<String> OWN = Set.of("striptags", "unescape", "escape");

    private MarkupMethods() {}

    static boolean has(String name) {
        return OWN.contains(name);
    }

    static Object call(Run run, Markup owner, String name, Arguments arguments) {
        switch (name) {
            case "striptags" -> {
                return Html.withoutTags(owner.text());
            }
            case "unescape" -> {
                return Html.unescaped(owner.text());
            }
            case "escape" -> {
                return Markup.escaped(arguments.bind(name, 1, "s")[0], run.budget);
            }
            case "format", "format_map" -> {
                Object value = StringMethods.format(run, owner.text(), name, arguments, true);
                return new Markup(value.toString());
            }
            default -> {
                return safe(StringMethods.call(run, owner.text(), name, escaped(name, arguments, run.budget)));
            }
        }
    }

    private static Arguments escaped(String name, Arguments arguments, Budget budget) {
        Object[] positional = arguments.positional().clone();
        int index =
                switch (name) {
                    case "join" -> 0;
                    case "replace", "ljust", "rjust", "center" -> 1;
                    default -> positional.length;
                };
        if (index < positional.length) {
            Object value = positional[index];
            if (name.equals("join")) {
                List<Object> parts = new ArrayList<>();
                Values.list(value, budget)
                        .forEach(part -> parts.add(Markup.escaped(part, budget).text()));
                positional[index] = parts;
            } else {
                positional[index] = Markup.escaped(value, budget).text();
            }
        }
        return new Arguments(positional, arguments.named());
    }

    private static Object safe(Object value) {
        if (value instanceof String text) {
            return new Markup(text);
        }
        if (value instanceof List<?> list) {
            List<Object> parts = new ArrayList<>();
            list.forEach(part -> parts.add(safe(part)));
            return value instanceof Tuple ? Tuple.copyOf(parts) : parts;
        }
        return value;
    }
}
