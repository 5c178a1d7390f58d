package io.github.ssd4j.chat;

import com.hubspot.jinjava.el.ExtendedSyntaxBuilder;
import com.hubspot.jinjava.el.ext.AstMacroFunction;
import com.hubspot.jinjava.el.ext.AstNamedParameter;
import com.hubspot.jinjava.el.ext.CollectionMembershipOperator;
import com.hubspot.jinjava.el.ext.CollectionNonMembershipOperator;
import com.hubspot.jinjava.el.ext.ExtendedParser;
import com.hubspot.jinjava.el.ext.NamedParameterOperator;
import com.hubspot.jinjava.el.ext.OrOperator;
import com.hubspot.jinjava.el.ext.PowerOfOperator;
import com.hubspot.jinjava.el.ext.StringConcatOperator;
import com.hubspot.jinjava.el.ext.TruncDivOperator;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BinaryOperator;
import jinjava.de.odysseus.el.misc.TypeConverter;
import jinjava.de.odysseus.el.tree.Bindings;
import jinjava.de.odysseus.el.tree.impl.Builder;
import jinjava.de.odysseus.el.tree.impl.Parser;
import jinjava.de.odysseus.el.tree.impl.Scanner;
import jinjava.de.odysseus.el.tree.impl.Scanner.ScanException;
import jinjava.de.odysseus.el.tree.impl.Scanner.Symbol;
import jinjava.de.odysseus.el.tree.impl.ast.AstBinary;
import jinjava.de.odysseus.el.tree.impl.ast.AstBracket;
import jinjava.de.odysseus.el.tree.impl.ast.AstDot;
import jinjava.de.odysseus.el.tree.impl.ast.AstFunction;
import jinjava.de.odysseus.el.tree.impl.ast.AstNode;
import jinjava.de.odysseus.el.tree.impl.ast.AstNull;
import jinjava.de.odysseus.el.tree.impl.ast.AstParameters;
import jinjava.de.odysseus.el.tree.impl.ast.AstRightValue;
import jinjava.de.odysseus.el.tree.impl.ast.AstUnary;
import jinjava.javax.el.ELContext;
import org.jspecify.annotations.Nullable;

/**
 * jinjava's expression grammar, bent where it departs from Jinja's: {@code not} binds weaker than a test and a
 * comparison, {@code name=value} takes a whole expression, slices have a step, and {@code ==}, {@code +} and {@code ~}
 * follow {@link PythonValues}, as does {@code in}.
 */
final class PythonSyntax extends ExtendedSyntaxBuilder {

    private static final long serialVersionUID = 1L;

    /** The method that a slice {@code base[from:to:step]} is parsed into; no template can spell it. */
    static final String SLICE = "[:]";

    PythonSyntax() {
        super(Feature.METHOD_INVOCATIONS, Feature.NULL_PROPERTIES, Feature.VARARGS);
    }

    @Override
    protected Parser createParser(String expression) {
        return new PythonParser(this, expression);
    }

    private static final class PythonParser extends ExtendedParser {

        private static final AstBinary.Operator EQUAL = operator(PythonValues::equal);
        private static final AstBinary.Operator UNEQUAL = operator((left, right) -> !PythonValues.equal(left, right));
        /** The value of the first operand that decides, not its truth. */
        private static final AstBinary.Operator AND = (bindings, context, left, right) -> {
            Object first = left.eval(bindings, context);
            return PythonValues.truth(first) ? right.eval(bindings, context) : first;
        };

        private static final AstBinary.Operator ADD = operator(PythonValues::add);
        private static final AstBinary.Operator CONCAT = operator(PythonValues::concat);

        private static final AstBinary.Operator IN = operator((left, right) -> PythonValues.contains(right, left));
        private static final AstBinary.Operator NOT_IN = operator((left, right) -> !PythonValues.contains(right, left));

        /** Operators that know lists and dictionaries; {@code or} only asks for truth. */
        private static final Set<AstBinary.Operator> FOR_ALL_VALUES =
                Set.of(EQUAL, UNEQUAL, AND, ADD, CONCAT, IN, NOT_IN, OrOperator.OP);

        PythonParser(Builder context, String input) {
            super(context, input);
            handle(CollectionMembershipOperator.TOKEN, ExtensionPoint.CMP, IN);
            handle(CollectionNonMembershipOperator.TOKEN, ExtensionPoint.CMP, NOT_IN);
            handle(PowerOfOperator.TOKEN, ExtensionPoint.MUL, PowerOfOperator.OP);
            handle(TruncDivOperator.TOKEN, ExtensionPoint.MUL, TruncDivOperator.OP);
            handle(StringConcatOperator.TOKEN, ExtensionPoint.ADD, CONCAT);
        }

        private void handle(Scanner.ExtensionToken token, ExtensionPoint point, AstBinary.Operator operator) {
            putExtensionHandler(token, new ExtensionHandler(point) {
                @Override
                public AstNode createAstNode(AstNode... children) {
                    return createAstBinary(children[0], children[1], operator);
                }
            });
        }

        @Override
        protected AstFunction createAstFunction(String name, int index, AstParameters parameters) {
            return new AstMacroFunction(name, index, parameters, true) {
                @Override
                public @Nullable Object eval(Bindings bindings, ELContext context) {
                    TemplateBudget.current().steps(TemplateBudget.CALL);
                    return super.eval(bindings, context);
                }
            };
        }

        /** Operands that a rule calls required are never null. */
        @Override
        protected AstBinary createAstBinary(
                @Nullable AstNode left, @Nullable AstNode right, AstBinary.Operator operator) {
            AstNode first = Objects.requireNonNull(left);
            AstNode second = Objects.requireNonNull(right);
            return FOR_ALL_VALUES.contains(operator)
                    ? super.createAstBinary(first, second, operator)
                    : super.createAstBinary(new Scalar(first), new Scalar(second), operator);
        }

        @Override
        protected AstUnary createAstUnary(@Nullable AstNode child, AstUnary.Operator operator) {
            AstNode operand = Objects.requireNonNull(child);
            return super.createAstUnary(operator == AstUnary.NEG ? new Scalar(operand) : operand, operator);
        }

        @Override
        protected Scanner createScanner(String expression) {
            return new PythonScanner(expression);
        }

        @Override
        protected @Nullable AstNode expr(boolean required) throws ScanException, ParseException {
            boolean named = getToken().getSymbol() == Symbol.IDENTIFIER && lookahead(0) == NamedParameterOperator.TOKEN;
            if (!named) {
                return super.expr(required);
            }
            String name = consumeToken().getImage();
            consumeToken();
            return new AstNamedParameter(identifier(name), super.expr(true));
        }

        @Override
        protected @Nullable AstNode and(boolean required) throws ScanException, ParseException {
            AstNode left = eq(required);
            while (left != null && getToken().getSymbol() == Symbol.AND) {
                consumeToken();
                left = createAstBinary(left, eq(true), AND);
            }
            return left;
        }

        @Override
        protected @Nullable AstNode eq(boolean required) throws ScanException, ParseException {
            AstNode left = cmp(required);
            while (left != null
                    && (getToken().getSymbol() == Symbol.EQ || getToken().getSymbol() == Symbol.NE)) {
                AstBinary.Operator operator = consumeToken().getSymbol() == Symbol.EQ ? EQUAL : UNEQUAL;
                left = createAstBinary(left, cmp(true), operator);
            }
            return left;
        }

        @Override
        protected @Nullable AstNode add(boolean required) throws ScanException, ParseException {
            AstNode left = mul(required);
            while (left != null) {
                Symbol symbol = getToken().getSymbol();
                if (symbol == Symbol.PLUS) {
                    consumeToken();
                    left = createAstBinary(left, mul(true), ADD);
                } else if (symbol == Symbol.MINUS) {
                    consumeToken();
                    left = createAstBinary(left, mul(true), AstBinary.SUB);
                } else if (symbol == Symbol.EXTENSION && getToken() == StringConcatOperator.TOKEN) {
                    left = getExtensionHandler(consumeToken()).createAstNode(left, mul(true));
                } else {
                    return left;
                }
            }
            return null;
        }

        @Override
        protected @Nullable AstNode unary(boolean required) throws ScanException, ParseException {
            if (getToken().getSymbol() == Symbol.NOT) {
                consumeToken();
                return createAstUnary(eq(true), AstUnary.NOT);
            }
            return super.unary(required);
        }

        @Override
        protected @Nullable AstNode value() throws ScanException, ParseException {
            AstNode value = nonliteral();
            boolean assignable = value != null;
            if (value == null) {
                value = literal();
            }
            while (value != null) {
                Symbol symbol = getToken().getSymbol();
                if (symbol == Symbol.DOT) {
                    consumeToken();
                    value = attribute(value, consumeToken(Symbol.IDENTIFIER).getImage(), assignable);
                } else if (symbol == Symbol.LBRACK) {
                    consumeToken();
                    value = subscript(value, assignable);
                } else {
                    return value;
                }
            }
            return null;
        }

        private AstNode attribute(AstNode base, String name, boolean assignable) throws ScanException, ParseException {
            return getToken().getSymbol() == Symbol.LPAREN
                    ? createAstMethod(createAstDot(base, name, assignable), params())
                    : createAstDot(base, name, assignable);
        }

        private AstNode subscript(AstNode base, boolean assignable) throws ScanException, ParseException {
            List<AstNode> bounds = new ArrayList<>();
            bounds.add(bound());
            while (getToken().getSymbol() == Symbol.COLON && bounds.size() < 3) {
                consumeToken();
                bounds.add(bound());
            }
            consumeToken(Symbol.RBRACK);
            if (bounds.size() == 1) {
                return createAstBracket(base, bounds.get(0), assignable, false);
            }
            return createAstMethod(createAstDot(base, SLICE, assignable), createAstParameters(bounds));
        }

        @Override
        protected AstDot createAstDot(AstNode base, String property, boolean assignable) {
            return super.createAstDot(new Defined(base), property, assignable);
        }

        @Override
        protected AstBracket createAstBracket(AstNode base, AstNode property, boolean assignable, boolean strict) {
            return super.createAstBracket(new Defined(base), property, assignable, strict);
        }

        private AstNode bound() throws ScanException, ParseException {
            AstNode bound = expr(false);
            return bound == null ? new AstNull() : bound;
        }

        private static AstBinary.Operator operator(BinaryOperator<@Nullable Object> function) {
            return new AstBinary.SimpleOperator() {
                @Override
                protected @Nullable Object apply(
                        TypeConverter converter, @Nullable Object left, @Nullable Object right) {
                    return function.apply(left, right);
                }
            };
        }
    }

    /** What a dot or a bracket follows: Jinja fails where jinjava reads an empty text out of nothing. */
    private static final class Defined extends Checked {

        Defined(AstNode base) {
            super(base);
        }

        @Override
        public Object eval(Bindings bindings, ELContext context) {
            Object value = base.eval(bindings, context);
            if (value == null) {
                StringBuilder expression = new StringBuilder();
                base.appendStructure(expression, null);
                String name = expression.toString().replace(ExtendedParser.FILTER_PREFIX, "the filter ");
                throw ChatTemplateException.fault("%s is not defined".formatted(name), null);
            }
            return value;
        }
    }

    /**
     * What is calculated or ordered with, neither a list nor a dictionary: jinjava would write them out for its error
     * message, and a small one can hold another a million times.
     */
    private static final class Scalar extends Checked {

        Scalar(AstNode base) {
            super(base);
        }

        @Override
        public @Nullable Object eval(Bindings bindings, ELContext context) {
            Object value = base.eval(bindings, context);
            if (PythonValues.isContainer(value)) {
                throw ChatTemplateException.fault(
                        "cannot calculate with %s".formatted(PythonValues.typeName(value)), null);
            }
            return value;
        }
    }

    /** A node whose value is checked. */
    private abstract static class Checked extends AstRightValue {

        final AstNode base;

        Checked(AstNode base) {
            this.base = base;
        }

        @Override
        public void appendStructure(StringBuilder builder, @Nullable Bindings bindings) {
            base.appendStructure(builder, bindings);
        }

        @Override
        public int getCardinality() {
            return 1;
        }

        @Override
        public AstNode getChild(int i) {
            return base;
        }
    }
}
