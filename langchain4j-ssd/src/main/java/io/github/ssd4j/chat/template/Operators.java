package io.github.ssd4j.chat.template;

import io.github.ssd4j.chat.template.Frame.Escaping;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Operators of expressions. */
final class Operators {

    private Operators() {}

    /** {@code left operator right}, for what calculates. */
    static final class Binary extends Expression {

        private final String operator;
        private final Expression left;
        private final Expression right;
        private final int position;

        Binary(String operator, Expression left, Expression right, int position) {
            this.operator = operator;
            this.left = left;
            this.right = right;
            this.position = position;
        }

        @Override
        List<Expression> children() {
            return List.of(left, right);
        }

        @Override
        Object evaluate(Activation activation) {
            Object first = left.evaluate(activation);
            Object second = right.evaluate(activation);
            Run run = activation.run;
            run.budget.step();
            run.position = position;
            return switch (operator) {
                case "+" -> Arithmetic.add(first, second, run.budget);
                case "-" -> Arithmetic.subtract(first, second, run.budget);
                case "*" -> Arithmetic.multiply(first, second, run.budget);
                case "/" -> Arithmetic.divide(first, second);
                case "//" -> Arithmetic.floorDivide(first, second);
                case "%" -> Arithmetic.remainder(first, second, run);
                default -> power(first, second, run.budget);
            };
        }

        /**
         * Jinja writes a constant without brackets into a program of Python, where {@code -2 ** x} is {@code -(2 ** x)}, unless
         * it can compute the whole before.
         */
        private Object power(Object base, Object exponent, Budget budget) {
            if (!Numbers.isNegative(base) || !left.isConstant(true)) {
                return Arithmetic.power(base, exponent, budget);
            }
            if (right.isConstant(true)) {
                try {
                    return Arithmetic.power(base, exponent, budget);
                } catch (TemplateException e) {
                    if (e.kind() == TemplateException.Kind.LIMIT) {
                        throw e;
                    }
                }
            }
            return Arithmetic.negate(Arithmetic.power(Arithmetic.negate(base), exponent, budget));
        }
    }

    /** A sign before a number. */
    static final class Sign extends Expression {

        private final String operator;
        private final Expression operand;
        private final int position;

        Sign(String operator, Expression operand, int position) {
            this.operator = operator;
            this.operand = operand;
            this.position = position;
        }

        @Override
        List<Expression> children() {
            return List.of(operand);
        }

        @Override
        Object evaluate(Activation activation) {
            Object value = operand.evaluate(activation);
            activation.run.budget.step();
            activation.run.position = position;
            return operator.equals("-") ? Arithmetic.negate(value) : Arithmetic.plus(value);
        }
    }

    static final class Not extends Expression {

        private final Expression operand;

        Not(Expression operand) {
            this.operand = operand;
        }

        @Override
        List<Expression> children() {
            return List.of(operand);
        }

        @Override
        Object evaluate(Activation activation) {
            activation.run.budget.step();
            return !Values.truth(operand.evaluate(activation));
        }
    }

    /** {@code left and right}, {@code left or right}: the operand that decides, as it is. */
    static final class Logical extends Expression {

        private final boolean and;
        private final Expression left;
        private final Expression right;

        Logical(boolean and, Expression left, Expression right) {
            this.and = and;
            this.left = left;
            this.right = right;
        }

        @Override
        List<Expression> children() {
            return List.of(left, right);
        }

        @Override
        Object evaluate(Activation activation) {
            activation.run.budget.step();
            Object first = left.evaluate(activation);
            return Values.truth(first) == and ? right.evaluate(activation) : first;
        }
    }

    /** {@code value if condition else other}. */
    static final class Conditional extends Expression {

        private final Expression condition;
        private final Expression value;
        private final @Nullable Expression other;

        Conditional(Expression condition, Expression value, @Nullable Expression other) {
            this.condition = condition;
            this.value = value;
            this.other = other;
        }

        @Override
        List<Expression> children() {
            return other == null ? List.of(condition, value) : List.of(condition, value, other);
        }

        @Override
        void link(Frame frame) {
            super.link(frame.softened());
        }

        @Override
        Object evaluate(Activation activation) {
            activation.run.budget.step();
            if (Values.truth(condition.evaluate(activation))) {
                return value.evaluate(activation);
            }
            return other == null ? Undefined.OF_CONDITION : other.evaluate(activation);
        }
    }

    /** A chain of comparisons, each between neighbours, as long as all are true. */
    static final class Comparison extends Expression {

        private final Expression first;
        private final List<String> operators;
        private final List<Expression> operands;
        private final int position;

        Comparison(Expression first, List<String> operators, List<Expression> operands, int position) {
            this.first = first;
            this.operators = operators;
            this.operands = operands;
            this.position = position;
        }

        @Override
        List<Expression> children() {
            return Stream.concat(Stream.of(first), operands.stream()).toList();
        }

        @Override
        Object evaluate(Activation activation) {
            Object left = first.evaluate(activation);
            for (int i = 0; i < operators.size(); i++) {
                Object right = operands.get(i).evaluate(activation);
                activation.run.budget.step();
                activation.run.position = position;
                if (!holds(operators.get(i), left, right, activation.run.budget)) {
                    return false;
                }
                left = right;
            }
            return true;
        }

        private static boolean holds(String operator, Object left, Object right, Budget budget) {
            return switch (operator) {
                case "==" -> Values.equal(left, right, budget);
                case "!=" -> !Values.equal(left, right, budget);
                case "in" -> Values.contains(right, left, budget);
                case "not in" -> !Values.contains(right, left, budget);
                default -> Order.holds(operator, left, right, budget);
            };
        }
    }

    /** {@code a ~ b ~ c}: the texts of all, one after the other. */
    static final class Concatenation extends Expression {

        private final List<Expression> parts;
        private Escaping escaping = Escaping.OFF;

        Concatenation(List<Expression> parts) {
            this.parts = parts;
        }

        @Override
        List<Expression> children() {
            return parts;
        }

        @Override
        void link(Frame frame) {
            super.link(frame);
            escaping = frame.escaping;
        }

        @Override
        Object evaluate(Activation activation) {
            Budget budget = activation.run.budget;
            budget.step();
            Object[] values = new Object[parts.size()];
            boolean markup = false;
            for (int i = 0; i < values.length; i++) {
                values[i] = parts.get(i).evaluate(activation);
                markup |= values[i] instanceof Markup;
            }
            boolean escaped = markup && escaping == Escaping.ON;
            StringBuilder text = new StringBuilder();
            for (Object value : values) {
                String part = escaped ? Markup.escaped(value, budget).text() : Values.str(value, budget);
                budget.make(part.length());
                text.append(part);
            }
            return escaped ? new Markup(text.toString()) : text.toString();
        }
    }
}
