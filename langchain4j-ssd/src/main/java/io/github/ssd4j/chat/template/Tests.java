package io.github.ssd4j.chat.template;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** All tests of Jinja. */
final class Tests {

    static final Map<String, Filter> ALL = new HashMap<>();

    static {
        kinds();
        texts();
        numbers();
        comparisons();
        simple("defined", value -> !(value instanceof Undefined));
        simple("undefined", Undefined.class::isInstance);
        simple("filter", value -> Filters.ALL.containsKey(Dict.hashable(value)));
        simple("test", value -> ALL.containsKey(Dict.hashable(value)));
        simple("escaped", Markup.class::isInstance);
    }

    private Tests() {}

    static TemplateException unknown(String name) {
        return TemplateException.fault("there is no test '%s'", name);
    }

    static Filter named(Object name) {
        if (!Values.isText(name)) {
            throw TemplateException.fault("the name of a test must be a string, but is %s", Values.described(name));
        }
        Filter test = ALL.get(Marks.plain(name.toString()));
        if (test == null) {
            throw unknown(Marks.plain(name.toString()));
        }
        return test;
    }

    private static void simple(String name, Predicate<Object> body) {
        ALL.put(name, (run, value, arguments) -> {
            arguments.bind(name, 0);
            return body.test(value);
        });
    }

    private static void kinds() {
        simple("boolean", Boolean.class::isInstance);
        simple("callable", value -> value instanceof Callee || value instanceof Undefined);
        simple("false", value -> value == Boolean.FALSE || Boolean.FALSE.equals(value));
        simple("true", Boolean.TRUE::equals);
        simple("none", value -> value == None.NONE || value == Undefined.ABSENT);
        simple("float", Double.class::isInstance);
        simple("integer", value -> Numbers.isWhole(value) && !(value instanceof Boolean));
        simple("number", value -> Numbers.isNumber(value) || value instanceof ComplexNumber);
        simple("mapping", Dict.class::isInstance);
        simple("string", Values::isText);
        simple(
                "iterable",
                value -> value instanceof java.util.Iterator
                        || value instanceof Undefined
                        || (Values.knownSize(value) >= 0 && !Numbers.isNumber(value) && value != None.NONE));
        simple(
                "sequence",
                value -> value instanceof List
                        || value instanceof Dict
                        || value instanceof Undefined
                        || value instanceof Bytes
                        || Values.isText(value));
        ALL.put("sameas", (run, value, arguments) -> {
            Object other = arguments.bind("sameas", 1, "other")[0];
            boolean simpleValue = Numbers.isWhole(value) || value == None.NONE;
            return value == other
                    || (simpleValue && value.getClass() == other.getClass() && Values.equal(value, other, run.budget));
        });
    }

    private static void texts() {
        for (String name : List.of("lower", "upper")) {
            ALL.put(name, (run, value, arguments) -> {
                arguments.bind(name, 0);
                return Methods.call(run, Values.str(value, run.budget), "is" + name, Arguments.NONE);
            });
        }
    }

    private static void numbers() {
        for (String name : List.of("odd", "even")) {
            ALL.put(name, (run, value, arguments) -> {
                arguments.bind(name, 0);
                return remainder(run, value, 2L, name.equals("odd") ? 1L : 0L);
            });
        }
        ALL.put(
                "divisibleby",
                (run, value, arguments) -> remainder(run, value, arguments.bind("divisibleby", 1, "num")[0], 0L));
    }

    private static Object remainder(Run run, Object value, Object divisor, Object expected) {
        return Values.equal(Arithmetic.remainder(value, divisor, run), expected, run.budget);
    }

    private static void comparisons() {
        compare("==", "eq", "equalto");
        compare("!=", "ne");
        compare("<", "lt", "lessthan");
        compare("<=", "le");
        compare(">", "gt", "greaterthan");
        compare(">=", "ge");
        ALL.put("in", (run, value, arguments) -> Values.contains(arguments.bind("in", 1, "seq")[0], value, run.budget));
    }

    private static void compare(String operator, String... names) {
        Filter test = (run, value, arguments) -> {
            Object other = arguments.bind(operator, 1, "other")[0];
            return switch (operator) {
                case "==" -> Values.equal(value, other, run.budget);
                case "!=" -> !Values.equal(value, other, run.budget);
                default -> Order.holds(operator, value, other, run.budget);
            };
        };
        ALL.put(operator, test);
        for (String name : names) {
            ALL.put(name, test);
        }
    }
}
