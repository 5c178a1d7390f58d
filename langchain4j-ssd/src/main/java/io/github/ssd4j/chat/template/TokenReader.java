package io.github.ssd4j.chat.template;

import com.google.errorprone.annotations.FormatMethod;
import io.github.ssd4j.chat.template.Token.Kind;
import java.util.ArrayDeque;
import java.util.Deque;

/** The tokens of a template, one after the other. */
final class TokenReader {

    private final String source;
    private final Lexer lexer;
    private final Deque<Token> ahead = new ArrayDeque<>();
    private int nesting;

    TokenReader(String source) {
        this.source = source;
        this.lexer = new Lexer(source);
    }

    Token peek() {
        if (ahead.isEmpty()) {
            ahead.add(lexer.next());
        }
        return ahead.getFirst();
    }

    Token second() {
        peek();
        if (ahead.size() < 2) {
            ahead.add(lexer.next());
        }
        return ahead.getLast();
    }

    Token next() {
        peek();
        return ahead.removeFirst();
    }

    boolean atOperator(String operator) {
        return peek().isOperator(operator);
    }

    boolean atName(String name) {
        return peek().isName(name);
    }

    boolean skipOperator(String operator) {
        boolean found = atOperator(operator);
        if (found) {
            next();
        }
        return found;
    }

    boolean skipName(String name) {
        boolean found = atName(name);
        if (found) {
            next();
        }
        return found;
    }

    void expectOperator(String operator) {
        if (!skipOperator(operator)) {
            throw unexpected("'" + operator + "'");
        }
    }

    /** Reads a comma, unless {@code end} comes next. */
    void commaBefore(String end) {
        if (!atOperator(end)) {
            expectOperator(",");
        }
    }

    void expectName(String name) {
        if (!skipName(name)) {
            throw unexpected("'" + name + "'");
        }
    }

    Token expect(Kind kind, String what) {
        if (peek().kind() != kind) {
            throw unexpected(what);
        }
        return next();
    }

    String name() {
        return expect(Kind.NAME, "a name").text();
    }

    TemplateException unexpected(String expected) {
        return fault(peek().position(), "expected %s, but found %s", expected, peek().described());
    }

    @FormatMethod
    TemplateException fault(int position, String message, Object... arguments) {
        return TemplateException.fault(message, arguments).at(source, position);
    }

    void enter() {
        if (++nesting > Budget.MAX_NESTING) {
            throw TemplateException.limit("nests more than %d tags or brackets", Budget.MAX_NESTING);
        }
    }

    void leave() {
        nesting--;
    }
}
