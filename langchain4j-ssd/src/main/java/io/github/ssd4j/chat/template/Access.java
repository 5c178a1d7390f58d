package io.github.ssd4j.chat.template;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Attributes, elements and slices of values. */
final class Access {

    private Access() {}

    /** {@code owner.name}. */
    static final class Attribute extends Expression {

        final Expression owner;
        final String name;
        private final int position;

        Attribute(Expression owner, String name, int position) {
            this.owner = owner;
            this.name = name;
            this.position = position;
        }

        @Override
        List<Expression> children() {
            return List.of(owner);
        }

        @Override
        Object evaluate(Activation activation) {
            Object value = owner.evaluate(activation);
            activation.run.budget.step();
            activation.run.position = position;
            return Attributes.attribute(value, name);
        }
    }

    /** {@code owner[key]}. */
    static final class Item extends Expression {

        private final Expression owner;
        private final Expression key;
        private final int position;

        Item(Expression owner, Expression key, int position) {
            this.owner = owner;
            this.key = key;
            this.position = position;
        }

        @Override
        List<Expression> children() {
            return List.of(owner, key);
        }

        @Override
        Object evaluate(Activation activation) {
            Object value = owner.evaluate(activation);
            Object index = key.evaluate(activation);
            activation.run.budget.step();
            activation.run.position = position;
            return Attributes.item(value, index);
        }
    }

    /** Where a slice starts, stops, and how far its elements are apart. */
    record Bounds(
            @Nullable Expression start,
            @Nullable Expression stop,
            @Nullable Expression step) {}

    /** {@code owner[start:stop:step]}. */
    static final class Slice extends Expression {

        private final Expression owner;
        private final Bounds bounds;
        private final int position;

        Slice(Expression owner, Bounds bounds, int position) {
            this.owner = owner;
            this.bounds = bounds;
            this.position = position;
        }

        @Override
        List<Expression> children() {
            return Stream.of(owner, bounds.start(), bounds.stop(), bounds.step())
                    .filter(Objects::nonNull)
                    .map(Expression.class::cast)
                    .toList();
        }

        @Override
        Object evaluate(Activation activation) {
            Object value = owner.evaluate(activation);
            Object start = bound(bounds.start(), activation);
            Object stop = bound(bounds.stop(), activation);
            Object step = bound(bounds.step(), activation);
            activation.run.budget.step();
            activation.run.position = position;
            if (!Slices.canSlice(value) && !(value instanceof Undefined) && isConstant(true)) {
                return Undefined.in(value, "a slice"); // as Jinja, which takes it for an attribute before it runs
            }
            return Slices.slice(value, start, stop, step, activation.run.budget);
        }

        private static Object bound(@Nullable Expression bound, Activation activation) {
            return bound == null ? None.NONE : bound.evaluate(activation);
        }
    }
}
