package io.github.ssd4j.chat.template;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Values that stand in the template. */
final class Literals {

    private Literals() {}

    static final class Constant extends Expression {

        private final Object value;

        Constant(Object value) {
            this.value = value;
        }

        Object value() {
            return value;
        }

        @Override
        Object evaluate(Activation activation) {
            return value;
        }
    }

    static final class TupleOf extends Expression {

        private final List<Expression> elements;

        TupleOf(List<Expression> elements) {
            this.elements = elements;
        }

        @Override
        List<Expression> children() {
            return elements;
        }

        @Override
        Object evaluate(Activation activation) {
            activation.run.budget.step();
            return Tuple.copyOf(elements.stream()
                    .map(element -> element.evaluate(activation))
                    .toList());
        }
    }

    static final class ListOf extends Expression {

        private final List<Expression> elements;

        ListOf(List<Expression> elements) {
            this.elements = elements;
        }

        @Override
        List<Expression> children() {
            return elements;
        }

        @Override
        Object evaluate(Activation activation) {
            activation.run.budget.steps(elements.size() + 1L);
            List<Object> list = new ArrayList<>(elements.size());
            for (Expression element : elements) {
                list.add(element.evaluate(activation));
            }
            return list;
        }
    }

    static final class DictOf extends Expression {

        private final List<Expression> keys;
        private final List<Expression> values;
        private final int position;

        DictOf(List<Expression> keys, List<Expression> values, int position) {
            this.keys = keys;
            this.values = values;
            this.position = position;
        }

        @Override
        List<Expression> children() {
            return Stream.concat(keys.stream(), values.stream()).toList();
        }

        @Override
        Object evaluate(Activation activation) {
            activation.run.budget.steps(2L * keys.size() + 1);
            Dict dict = new Dict();
            for (int i = 0; i < keys.size(); i++) {
                Object key = keys.get(i).evaluate(activation);
                Object value = values.get(i).evaluate(activation);
                activation.run.position = position;
                dict.put(key, value);
            }
            return dict;
        }
    }
}
