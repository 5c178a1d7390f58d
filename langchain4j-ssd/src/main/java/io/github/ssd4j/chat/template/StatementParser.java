package io.github.ssd4j.chat.template;

import io.github.ssd4j.chat.template.Token.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads text and tags. */
final class StatementParser {

    private final TokenReader tokens;
    private final ExpressionParser expressions;
    private final Map<String, Block> blocks = new LinkedHashMap<>();
    private int loops;

    StatementParser(String source) {
        this.tokens = new TokenReader(source);
        this.expressions = new ExpressionParser(tokens);
    }

    /** The whole template. */
    List<Statement> template() {
        return statements(List.of());
    }

    /** The blocks that were read, by name. */
    Map<String, Block> blocks() {
        return blocks;
    }

    /** Statements up to a tag of {@code ends}, whose name is the next token then. */
    private List<Statement> statements(List<String> ends) {
        List<Statement> body = new ArrayList<>();
        while (true) {
            Token token = tokens.next();
            switch (token.kind()) {
                case DATA -> body.add(new Statements.Data(token.text()));
                case VARIABLE_BEGIN -> {
                    body.add(new Statements.Output(expressions.tuple(true, null)));
                    tokens.expect(Kind.VARIABLE_END, "'}}'");
                }
                case BLOCK_BEGIN -> {
                    if (tokens.peek().kind() == Kind.NAME
                            && ends.contains(tokens.peek().text())) {
                        return body;
                    }
                    tokens.enter();
                    body.addAll(statement());
                    tokens.leave();
                    tokens.expect(Kind.BLOCK_END, "'%}'");
                }
                default -> {
                    if (ends.isEmpty()) {
                        return body;
                    }
                    throw tokens.fault(token.position(), "the tag '%s' is missing", ends.get(ends.size() - 1));
                }
            }
        }
    }

    /** The rest of a tag's head, and its body up to {@code end}, of which the name is read too. */
    private List<Statement> body(String end) {
        List<Statement> body = bodyUpTo(List.of(end));
        tokens.next();
        return body;
    }

    private List<Statement> bodyUpTo(List<String> ends) {
        tokens.skipOperator(":");
        tokens.expect(Kind.BLOCK_END, "'%}'");
        return statements(ends);
    }

    /** The body of what is a function of its own: loops around it cannot be left from there. */
    private List<Statement> functionBody(String end) {
        int before = loops;
        loops = 0;
        List<Statement> body = body(end);
        loops = before;
        return body;
    }

    private List<Statement> statement() {
        Token tag = tokens.peek();
        String name = tokens.name();
        int position = tag.position();
        return switch (name) {
            case "print" -> print();
            case "if" -> List.of(condition());
            case "for" -> List.of(loop(position));
            case "set" -> List.of(assignment(position));
            case "macro" -> List.of(macro(position));
            case "call" -> List.of(call(position));
            case "generation" ->
                List.of(new MacroStatements.CallBlock(
                        null, new MacroBody(List.of(), List.of(), functionBody("endgeneration")), position));
            case "filter" -> {
                Calls.FilterCall filter = (Calls.FilterCall) expressions.filters(null);
                yield List.of(new Scopes.FilterBlock(filter, body("endfilter")));
            }
            case "with" -> List.of(with());
            case "autoescape" -> {
                Expression on = expressions.expression();
                yield List.of(new Scopes.Autoescape(on, body("endautoescape")));
            }
            case "block" -> List.of(block(position));
            case "break", "continue" -> List.of(jump(name, position));
            case "include", "import", "from", "extends" -> List.of(otherTemplate(name, position));
            default -> throw tokens.fault(position, "unknown tag '%s'", name);
        };
    }

    private List<Statement> print() {
        List<Statement> outputs = new ArrayList<>();
        while (tokens.peek().kind() != Kind.BLOCK_END) {
            if (!outputs.isEmpty()) {
                tokens.expectOperator(",");
            }
            outputs.add(new Statements.Output(expressions.expression()));
        }
        return outputs;
    }

    private Statements.If condition() {
        List<String> ends = List.of("elif", "else", "endif");
        Expression condition = expressions.tuple(false, null);
        List<Statement> body = bodyUpTo(ends);
        List<Statements.If> others = new ArrayList<>();
        while (tokens.skipName("elif")) {
            Expression other = expressions.tuple(false, null);
            others.add(new Statements.If(other, bodyUpTo(ends), List.of(), List.of()));
        }
        List<Statement> last = tokens.next().isName("else") ? body("endif") : List.of();
        return new Statements.If(condition, body, others, last);
    }

    private Statement loop(int position) {
        Target target = target(false);
        tokens.expectName("in");
        Expression iterable = expressions.tuple(false, "recursive");
        Expression test = tokens.skipName("if") ? expressions.expression() : null;
        boolean recursive = tokens.skipName("recursive");
        loops++;
        List<Statement> body = bodyUpTo(List.of("else", "endfor"));
        loops--;
        List<Statement> otherwise = tokens.next().isName("else") ? body("endfor") : List.of();
        return new ForLoop(target, iterable, test, recursive, body, otherwise, position);
    }

    private Statement assignment(int position) {
        Target target = target(true);
        if (tokens.skipOperator("=")) {
            return new Statements.Assign(target, expressions.tuple(true, null), position);
        }
        Expression filter = tokens.skipOperator("|") ? expressions.filters(null) : null;
        return new Scopes.AssignBlock(target, filter, body("endset"));
    }

    private Target target(boolean namespace) {
        List<Target> targets = new ArrayList<>();
        boolean comma = false;
        while (!expressions.endsTuple(null)) {
            targets.add(singleTarget(namespace));
            if (!tokens.skipOperator(",")) {
                break;
            }
            comma = true;
        }
        if (targets.isEmpty()) {
            throw tokens.unexpected("a name");
        }
        return targets.size() == 1 && !comma ? targets.get(0) : new Target.Several(targets);
    }

    private Target singleTarget(boolean namespace) {
        if (tokens.skipOperator("(")) {
            tokens.enter();
            Target target = target(namespace);
            tokens.expectOperator(")");
            tokens.leave();
            return target;
        }
        Token token = tokens.peek();
        String name = targetName();
        if (namespace && tokens.skipOperator(".")) {
            return new Target.NamespaceAttribute(name, tokens.name());
        }
        if (List.of("true", "True", "false", "False", "none", "None").contains(name)) {
            throw tokens.fault(token.position(), "cannot assign to '%s'", name);
        }
        return new Target.Name(name);
    }

    private String targetName() {
        if (tokens.peek().kind() != Kind.NAME) {
            throw tokens.unexpected("a name to assign to");
        }
        return tokens.name();
    }

    /** What stands in the brackets of a macro's definition. */
    private record Signature(List<Target.Name> parameters, List<Expression> defaults) {}

    private Signature signature() {
        tokens.expectOperator("(");
        List<Target.Name> parameters = new ArrayList<>();
        List<Expression> defaults = new ArrayList<>();
        while (!tokens.atOperator(")")) {
            if (!parameters.isEmpty()) {
                tokens.expectOperator(",");
            }
            Token token = tokens.peek();
            parameters.add(new Target.Name(tokens.name()));
            if (tokens.skipOperator("=")) {
                defaults.add(expressions.expression());
            } else if (!defaults.isEmpty()) {
                throw tokens.fault(token.position(), "a parameter without a default follows one with a default");
            }
        }
        tokens.next();
        return new Signature(parameters, defaults);
    }

    private Statement macro(int position) {
        String name = tokens.name();
        Signature signature = signature();
        List<Statement> body = functionBody("endmacro");
        return new MacroStatements.Definition(
                name, new MacroBody(signature.parameters, signature.defaults, body), position);
    }

    private Statement call(int position) {
        Signature signature = tokens.atOperator("(") ? signature() : new Signature(List.of(), List.of());
        if (!(expressions.expression() instanceof Calls.Call call)) {
            throw tokens.fault(position, "expected a call of a macro");
        }
        List<Statement> body = functionBody("endcall");
        return new MacroStatements.CallBlock(
                call, new MacroBody(signature.parameters, signature.defaults, body), position);
    }

    private Statement with() {
        List<Target> targets = new ArrayList<>();
        List<Expression> values = new ArrayList<>();
        while (tokens.peek().kind() != Kind.BLOCK_END) {
            if (!targets.isEmpty()) {
                tokens.expectOperator(",");
            }
            targets.add(target(false));
            tokens.expectOperator("=");
            values.add(expressions.expression());
        }
        return new Scopes.With(targets, values, body("endwith"));
    }

    private Statement block(int position) {
        String name = tokens.name();
        boolean scoped = tokens.skipName("scoped");
        boolean required = tokens.skipName("required");
        List<Statement> body = functionBody("endblock");
        if (required && !body.stream().allMatch(Statements.Data::isBlank)) {
            throw tokens.fault(position, "the required block '%s' may hold comments and white space alone", name);
        }
        Block block = new Block(name, scoped, required, body, position);
        tokens.skipName(name);
        if (blocks.put(name, block) != null) {
            throw tokens.fault(position, "the block '%s' is defined twice", name);
        }
        return block;
    }

    private Statement jump(String name, int position) {
        if (loops == 0) {
            throw tokens.fault(position, "'%s' stands outside of a loop", name);
        }
        return new Statements.Jump(name.equals("break") ? Statement.Flow.BREAK : Statement.Flow.CONTINUE);
    }

    /** Such tags are read, since they are errors only where they are reached. */
    private Statement otherTemplate(String tag, int position) {
        Expression template = expressions.expression();
        List<String> names = new ArrayList<>();
        boolean imported = tag.equals("import");
        boolean from = tag.equals("from");
        if (imported) {
            tokens.expectName("as");
            names.add(tokens.name());
        } else if (from) {
            tokens.expectName("import");
        }
        while (tokens.peek().kind() != Kind.BLOCK_END) {
            Token token = tokens.next();
            if (from && token.kind() == Kind.NAME && !token.isName("as") && !tokens.atName("as")) {
                names.add(token.text());
            } else if (token.kind() != Kind.NAME && !token.isOperator(",")) {
                throw tokens.fault(token.position(), "unexpected %s", token.described());
            }
        }
        return new Statements.OtherTemplate(tag, template, names, position);
    }
}
