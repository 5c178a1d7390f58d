package io.github.ssd4j.chat.template;

import io.github.ssd4j.chat.template.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads expressions. */
final class ExpressionParser {

    private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");
    private static final Set<Kind> LITERALS = Set.of(Kind.NAME, Kind.STRING, Kind.INTEGER, Kind.FLOAT);

    private final TokenReader tokens;
    private int chain;

    ExpressionParser(TokenReader tokens) {
        this.tokens = tokens;
    }

    Expression expression() {
        tokens.enter();
        Expression result = or();
        while (tokens.skipName("if")) {
            link();
            Expression condition = or();
            Expression other = tokens.skipName("else") ? expression() : null;
            result = new Operators.Conditional(condition, result, other);
        }
        tokens.leave();
        return result;
    }

    /** Counts what makes an expression deeper without brackets. */
    private void link() {
        if (++chain > Budget.MAX_CHAIN) {
            throw TemplateException.limit("has an expression of more than %d operations", Budget.MAX_CHAIN);
        }
    }

    /** A tag's whole expression: several of them are a tuple. */
    Expression tuple(boolean conditional, @Nullable String end) {
        chain = 0;
        return tuple(conditional, end, false);
    }

    private Expression tuple(boolean conditional, @Nullable String end, boolean mayBeEmpty) {
        List<Expression> elements = new ArrayList<>();
        boolean comma = false;
        while (!endsTuple(end)) {
            elements.add(conditional ? expression() : or());
            if (!tokens.skipOperator(",")) {
                break;
            }
            comma = true;
        }
        if (elements.isEmpty() && !mayBeEmpty) {
            throw tokens.unexpected("an expression");
        }
        return elements.size() == 1 && !comma ? elements.get(0) : new Literals.TupleOf(elements);
    }

    boolean endsTuple(@Nullable String end) {
        Kind kind = tokens.peek().kind();
        return kind == Kind.VARIABLE_END
                || kind == Kind.BLOCK_END
                || tokens.atOperator(")")
                || (end != null && tokens.atName(end));
    }

    Expression or() {
        Expression left = and();
        while (tokens.skipName("or")) {
            link();
            left = new Operators.Logical(false, left, and());
        }
        return left;
    }

    private Expression and() {
        Expression left = not();
        while (tokens.skipName("and")) {
            link();
            left = new Operators.Logical(true, left, not());
        }
        return left;
    }

    private Expression not() {
        if (!tokens.skipName("not")) {
            return comparison();
        }
        tokens.enter();
        Expression negated = new Operators.Not(not());
        tokens.leave();
        return negated;
    }

    private Expression comparison() {
        Expression first = sum();
        List<String> operators = new ArrayList<>();
        List<Expression> operands = new ArrayList<>();
        int position = tokens.peek().position();
        while (true) {
            Token token = tokens.peek();
            if (token.kind() == Kind.OPERATOR && COMPARISONS.contains(token.text())) {
                operators.add(tokens.next().text());
            } else if (tokens.skipName("in")) {
                operators.add("in");
            } else if (token.isName("not") && tokens.second().isName("in")) {
                tokens.next();
                tokens.next();
                operators.add("not in");
            } else {
                break;
            }
            operands.add(sum());
        }
        return operators.isEmpty() ? first : new Operators.Comparison(first, operators, operands, position);
    }

    private Expression sum() {
        Expression left = concatenation();
        while (tokens.atOperator("+") || tokens.atOperator("-")) {
            link();
            Token operator = tokens.next();
            left = new Operators.Binary(operator.text(), left, concatenation(), operator.position());
        }
        return left;
    }

    private Expression concatenation() {
        Expression first = product();
        if (!tokens.atOperator("~")) {
            return first;
        }
        List<Expression> parts = new ArrayList<>(List.of(first));
        while (tokens.skipOperator("~")) {
            parts.add(product());
        }
        return new Operators.Concatenation(parts);
    }

    private Expression product() {
        Expression left = power();
        while (tokens.atOperator("*") || tokens.atOperator("/") || tokens.atOperator("//") || tokens.atOperator("%")) {
            link();
            Token operator = tokens.next();
            left = new Operators.Binary(operator.text(), left, power(), operator.position());
        }
        return left;
    }

    /** Unlike in Python, powers are taken from the left, and a sign before them goes first. */
    private Expression power() {
        Expression left = unary(true);
        while (tokens.atOperator("**")) {
            link();
            int position = tokens.next().position();
            left = new Operators.Binary("**", left, unary(true), position);
        }
        return left;
    }

    private Expression unary(boolean filtered) {
        Token token = tokens.peek();
        Expression operand;
        if (token.isOperator("-") || token.isOperator("+")) {
            tokens.next();
            tokens.enter();
            operand = new Operators.Sign(token.text(), unary(false), token.position());
            tokens.leave();
        } else {
            operand = primary();
        }
        operand = postfix(operand);
        return filtered ? filtered(operand) : operand;
    }

    Expression primary() {
        Token token = tokens.peek();
        switch (token.kind()) {
            case NAME -> {
                tokens.next();
                return named(token);
            }
            case STRING -> {
                StringBuilder text = new StringBuilder();
                while (tokens.peek().kind() == Kind.STRING) {
                    text.append(tokens.next().text());
                }
                return new Literals.Constant(text.toString());
            }
            case INTEGER, FLOAT -> {
                return new Literals.Constant(tokens.next().value());
            }
            default -> {
                return bracketed();
            }
        }
    }

    private static Expression named(Token token) {
        return switch (token.text()) {
            case "true", "True" -> new Literals.Constant(true);
            case "false", "False" -> new Literals.Constant(false);
            case "none", "None" -> new Literals.Constant(None.NONE);
            default -> new Variable(token.text());
        };
    }

    private Expression bracketed() {
        tokens.enter();
        Expression result;
        if (tokens.skipOperator("(")) {
            result = tuple(true, null, true);
            tokens.expectOperator(")");
        } else if (tokens.skipOperator("[")) {
            List<Expression> elements = new ArrayList<>();
            while (!tokens.skipOperator("]")) {
                elements.add(expression());
                tokens.commaBefore("]");
            }
            result = new Literals.ListOf(elements);
        } else if (tokens.skipOperator("{")) {
            result = dictionary();
        } else {
            throw tokens.unexpected("an expression");
        }
        tokens.leave();
        return result;
    }

    private Expression dictionary() {
        List<Expression> keys = new ArrayList<>();
        List<Expression> values = new ArrayList<>();
        int position = tokens.peek().position();
        while (!tokens.skipOperator("}")) {
            keys.add(expression());
            tokens.expectOperator(":");
            values.add(expression());
            tokens.commaBefore("}");
        }
        return new Literals.DictOf(keys, values, position);
    }

    private Expression postfix(Expression start) {
        Expression result = start;
        while (true) {
            Token token = tokens.peek();
            if (token.isOperator(".")) {
                link();
                result = attribute(result);
            } else if (token.isOperator("[")) {
                link();
                result = subscript(result);
            } else if (token.isOperator("(")) {
                link();
                result = new Calls.Call(result, callArguments(), token.position());
            } else {
                return result;
            }
        }
    }

    private Expression attribute(Expression owner) {
        int position = tokens.next().position();
        Token name = tokens.next();
        if (name.kind() == Kind.NAME) {
            return new Access.Attribute(owner, name.text(), position);
        }
        if (name.kind() == Kind.INTEGER) {
            return new Access.Item(owner, new Literals.Constant(name.value()), position);
        }
        throw tokens.fault(name.position(), "expected a name or a number, but found %s", name.described());
    }

    private Expression subscript(Expression owner) {
        int position = tokens.next().position();
        tokens.enter();
        List<Expression> keys = new ArrayList<>();
        Access.@Nullable Bounds slice = null;
        boolean comma = false;
        while (!tokens.atOperator("]")) {
            if (!keys.isEmpty() || slice != null) {
                tokens.expectOperator(",");
                comma = true;
            }
            Expression first = tokens.atOperator(":") ? null : expression();
            if (tokens.atOperator(":")) {
                slice = bounds(first);
            } else if (first != null) {
                keys.add(first);
            }
        }
        tokens.expectOperator("]");
        tokens.leave();
        if (slice != null && comma) {
            throw tokens.fault(position, "a slice must stand alone in its brackets");
        }
        if (slice != null) {
            return new Access.Slice(owner, slice, position);
        }
        Expression key = keys.size() == 1 && !comma ? keys.get(0) : new Literals.TupleOf(keys);
        return new Access.Item(owner, key, position);
    }

    private Access.Bounds bounds(@Nullable Expression start) {
        tokens.expectOperator(":");
        Expression stop = endsSlice() ? null : expression();
        Expression step = tokens.skipOperator(":") && !endsSlice() ? expression() : null;
        return new Access.Bounds(start, stop, step);
    }

    private boolean endsSlice() {
        return tokens.atOperator(":") || tokens.atOperator("]") || tokens.atOperator(",");
    }

    private Expression filtered(Expression start) {
        Expression result = start;
        while (true) {
            Token token = tokens.peek();
            if (token.isOperator("|")) {
                tokens.next();
                result = filter(result);
            } else if (token.isName("is")) {
                result = test(result);
            } else if (token.isOperator("(")) {
                result = new Calls.Call(result, callArguments(), token.position());
            } else {
                return result;
            }
            link();
        }
    }

    /** A filter and those that follow it; {@code operand} is null in a block, whose text is filtered. */
    Expression filters(@Nullable Expression operand) {
        chain = 0;
        Expression result = filter(operand);
        while (tokens.skipOperator("|")) {
            link();
            result = filter(result);
        }
        return result;
    }

    private Expression filter(@Nullable Expression operand) {
        int position = tokens.peek().position();
        String name = dottedName();
        Calls.ArgumentList arguments = tokens.atOperator("(") ? callArguments() : Calls.ArgumentList.NONE;
        return new Calls.FilterCall(operand, name, arguments, position);
    }

    private Calls.ArgumentList callArguments() {
        return new ArgumentParser(tokens, this).arguments();
    }

    private String dottedName() {
        StringBuilder name = new StringBuilder(tokens.name());
        while (tokens.skipOperator(".")) {
            name.append('.').append(tokens.name());
        }
        return name.toString();
    }

    private Expression test(Expression operand) {
        int position = tokens.next().position();
        boolean negated = tokens.skipName("not");
        String name = dottedName();
        Token token = tokens.peek();
        Calls.ArgumentList arguments = Calls.ArgumentList.NONE;
        if (token.isOperator("(")) {
            arguments = callArguments();
        } else if ((LITERALS.contains(token.kind()) || token.isOperator("[") || token.isOperator("{"))
                && !token.isName("else")
                && !token.isName("or")
                && !token.isName("and")) {
            if (token.isName("is")) {
                throw tokens.fault(token.position(), "tests cannot be chained with 'is'");
            }
            arguments = new Calls.ArgumentList(List.of(postfix(primary())), Map.of(), null, null);
        }
        Expression test = new Calls.TestCall(operand, name, arguments, position);
        return negated ? new Operators.Not(test) : test;
    }
}
