package io.github.ssd4j.chat.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Calls of functions, filters and tests. */
final class Calls {

    private Calls() {}

    /** What stands in the brackets of a call. */
    record ArgumentList(
            List<Expression> positional,
            Map<String, Expression> named,
            @Nullable Expression more,
            @Nullable Expression moreNamed) {

        static final ArgumentList NONE = new ArgumentList(List.of(), Map.of(), null, null);

        List<Expression> expressions() {
            return Stream.of(positional.stream(), named.values().stream(), Stream.of(more), Stream.of(moreNamed))
                    .flatMap(all -> all)
                    .filter(Objects::nonNull)
                    .map(Expression.class::cast)
                    .toList();
        }

        Arguments evaluate(Activation activation) {
            if (positional.isEmpty() && named.isEmpty() && more == null && moreNamed == null) {
                return Arguments.NONE;
            }
            Object[] values = new Object[positional.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = positional.get(i).evaluate(activation);
            }
            if (named.isEmpty() && more == null && moreNamed == null) {
                return new Arguments(values, Map.of());
            }
            Map<String, Object> namedValues = new LinkedHashMap<>();
            named.forEach((name, value) -> namedValues.put(name, value.evaluate(activation)));
            List<Object> all = new ArrayList<>(List.of(values));
            if (more != null) {
                Values.iterate(more.evaluate(activation), activation.run.budget).forEachRemaining(all::add);
            }
            if (moreNamed != null) {
                addNamed(moreNamed.evaluate(activation), namedValues);
            }
            return new Arguments(all.toArray(), namedValues);
        }

        private static void addNamed(Object value, Map<String, Object> named) {
            if (!(value instanceof Dict dict)) {
                throw TemplateException.fault("%s is not a dictionary of arguments", Values.described(value));
            }
            for (Map.Entry<Object, Object> entry : dict.items()) {
                if (!(entry.getKey() instanceof String name)
                        || named.put(Marks.plain(name), entry.getValue()) != null) {
                    throw TemplateException.fault("the names of arguments must be different strings");
                }
            }
        }
    }

    /** {@code callee(arguments)}. */
    static final class Call extends Expression {

        private final Expression callee;
        private final ArgumentList arguments;
        private final int position;
        private final List<Expression> children;

        Call(Expression callee, ArgumentList arguments, int position) {
            this.callee = callee;
            this.arguments = arguments;
            this.position = position;
            this.children = Stream.concat(Stream.of(callee), arguments.expressions().stream())
                    .toList();
        }

        @Override
        List<Expression> children() {
            return children;
        }

        @Override
        boolean isConstant(boolean filters) {
            return false;
        }

        @Override
        Object evaluate(Activation activation) {
            return call(activation, null);
        }

        /** {@code caller} is what the macro gets under that name, if it is not null. */
        Object call(Activation activation, @Nullable Object caller) {
            Run run = activation.run;
            if (callee instanceof Access.Attribute method) {
                // without a value for the method in between
                Object owner = method.owner.evaluate(activation);
                if (Methods.has(owner, method.name)) {
                    Arguments evaluated = arguments(activation, caller);
                    run.budget.step();
                    run.position = position;
                    return Methods.call(run, owner, method.name, evaluated);
                }
                run.position = position;
                return run.call(Attributes.attribute(owner, method.name), arguments(activation, caller));
            }
            Object function = callee.evaluate(activation);
            Arguments evaluated = arguments(activation, caller);
            run.budget.step();
            run.position = position;
            return run.call(function, evaluated);
        }

        private Arguments arguments(Activation activation, @Nullable Object caller) {
            Arguments evaluated = arguments.evaluate(activation);
            return caller == null ? evaluated : evaluated.with("caller", caller);
        }
    }

    /** A call of a filter or a test by its name. */
    private abstract static class Lookup extends Expression {

        final String name;
        private final ArgumentList arguments;
        private final int position;
        private final List<Expression> children;
        private @Nullable Filter found;

        Lookup(@Nullable Expression operand, String name, ArgumentList arguments, int position) {
            this.name = name;
            this.arguments = arguments;
            this.position = position;
            this.children = operand == null
                    ? arguments.expressions()
                    : Stream.concat(Stream.of(operand), arguments.expressions().stream())
                            .toList();
        }

        /** What the name stands for; null if it stands for nothing. */
        abstract @Nullable Filter find();

        abstract TemplateException unknown();

        @Override
        List<Expression> children() {
            return children;
        }

        @Override
        void link(Frame frame) {
            super.link(frame);
            found = find();
            if (found == null && !frame.soft) {
                throw new Unknown(unknown(), position);
            }
        }

        final Object apply(Activation activation, Object value) {
            Arguments evaluated = arguments.evaluate(activation);
            Run run = activation.run;
            run.budget.step();
            run.position = position;
            if (found == null) {
                throw unknown();
            }
            return found.apply(run, value, evaluated);
        }
    }

    /** {@code operand | name(arguments)}; without an operand the text of the block around. */
    static final class FilterCall extends Lookup {

        /** Those that Jinja never carries out before it runs the template. */
        private static final Set<String> BY_CONTEXT =
                Set.of("map", "select", "reject", "selectattr", "rejectattr", "random");

        private final @Nullable Expression operand;

        FilterCall(@Nullable Expression operand, String name, ArgumentList arguments, int position) {
            super(operand, name, arguments, position);
            this.operand = operand;
        }

        @Override
        @Nullable
        Filter find() {
            return Filters.ALL.get(name);
        }

        @Override
        TemplateException unknown() {
            return Filters.unknown(name);
        }

        @Override
        boolean isConstant(boolean filters) {
            return filters && operand != null && !BY_CONTEXT.contains(name) && super.isConstant(true);
        }

        @Override
        Object evaluate(Activation activation) {
            return evaluate(activation, "");
        }

        /** {@code text}: what the block around has written. */
        Object evaluate(Activation activation, Object text) {
            if (operand == null) {
                return apply(activation, text);
            }
            return apply(
                    activation,
                    operand instanceof FilterCall inner
                            ? inner.evaluate(activation, text)
                            : operand.evaluate(activation));
        }
    }

    /** {@code operand is name(arguments)}. */
    static final class TestCall extends Lookup {

        private final Expression operand;

        TestCall(Expression operand, String name, ArgumentList arguments, int position) {
            super(operand, name, arguments, position);
            this.operand = operand;
        }

        @Override
        @Nullable
        Filter find() {
            return Tests.ALL.get(name);
        }

        @Override
        TemplateException unknown() {
            return Tests.unknown(name);
        }

        @Override
        boolean isConstant(boolean filters) {
            return filters && super.isConstant(true);
        }

        @Override
        Object evaluate(Activation activation) {
            return apply(activation, operand.evaluate(activation));
        }
    }

    /** A filter or test that does not exist was found while a template was read. */
    static final class Unknown extends RuntimeException {

        private static final long serialVersionUID = 1L;

        final transient TemplateException failure;
        final int position;

        Unknown(TemplateException failure, int position) {
            super(failure);
            this.failure = failure;
            this.position = position;
        }
    }
}
