package io.github.ssd4j.chat.template;

import io.github.ssd4j.chat.template.Token.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the arguments of a call. */
final class ArgumentParser {

    private final TokenReader tokens;
    private final ExpressionParser expressions;

    ArgumentParser(TokenReader tokens, ExpressionParser expressions) {
        this.tokens = tokens;
        this.expressions = expressions;
    }

    Calls.ArgumentList arguments() {
        int position = tokens.next().position();
        tokens.enter();
        List<Expression> positional = new ArrayList<>();
        Map<String, Expression> named = new LinkedHashMap<>();
        Expression more = null;
        Expression moreNamed = null;
        while (!tokens.atOperator(")")) {
            boolean wrong;
            if (tokens.skipOperator("*")) {
                wrong = more != null || moreNamed != null;
                more = expressions.expression();
            } else if (tokens.skipOperator("**")) {
                wrong = moreNamed != null;
                moreNamed = expressions.expression();
            } else if (tokens.peek().kind() == Kind.NAME && tokens.second().isOperator("=")) {
                String name = tokens.name();
                tokens.next();
                wrong = moreNamed != null || named.put(name, expressions.expression()) != null;
            } else {
                wrong = more != null || moreNamed != null || !named.isEmpty();
                positional.add(expressions.expression());
            }
            if (wrong) {
                throw tokens.fault(position, "the arguments of the call are not in order");
            }
            tokens.commaBefore(")");
        }
        tokens.next();
        tokens.leave();
        return new Calls.ArgumentList(positional, named, more, moreNamed);
    }
}
