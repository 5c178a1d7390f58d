package io.github.ssd4j.chat.template;

import io.github.ssd4j.chat.template.Frame.Entry;
import io.github.ssd4j.chat.template.Frame.Escaping;
import io.github.ssd4j.chat.template.Statement.Flow;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Statements whose body is a scope of its own. */
final class Scopes {

    private Scopes() {}

    /** A body in a scope of its own: {@code with}, {@code autoescape}, and the blocks of {@code set} and {@code filter}. */
    static final class Scope {

        final List<Statement> body;
        private Entry entry = activation -> {};

        Scope(List<Statement> body) {
            this.body = body;
        }

        /** {@code frame}: where all names but those of the body are registered. */
        void link(Frame frame) {
            Node.names(body, frame.symbols);
            entry = frame.entry();
            Node.link(body, frame);
        }

        void enter(Activation activation) {
            entry.enter(activation);
        }

        Flow execute(Activation activation) {
            return Statement.execute(body, activation);
        }

        /** Enters, and returns what the body writes; null if a loop around it ends or goes on. */
        @Nullable
        String text(Activation activation, Flow[] flow) {
            enter(activation);
            String text = activation.run.captured(() -> flow[0] = execute(activation));
            return flow[0] == Flow.NEXT ? text : null;
        }
    }

    /** {@code set name} and its text until {@code endset}, filtered or not. */
    static final class AssignBlock extends Statement {

        private final Target target;
        private final @Nullable Expression filter;
        private final Scope scope;
        private Target.@Nullable Assigner assigner;

        AssignBlock(Target target, @Nullable Expression filter, List<Statement> body) {
            this.target = target;
            this.filter = filter;
            this.scope = new Scope(body);
        }

        @Override
        List<Node> children() {
            Stream<Node> filters = filter == null ? Stream.of() : Stream.of(filter);
            return Stream.of(Stream.<Node>of(target), filters, scope.body.stream())
                    .<Node>flatMap(all -> all)
                    .toList();
        }

        @Override
        void names(Symbols symbols) {
            target.names(symbols);
        }

        @Override
        void link(Frame frame) {
            Frame inner = frame.inner();
            if (filter != null) {
                filter.names(inner.symbols);
            }
            scope.link(inner);
            if (filter != null) {
                filter.link(inner);
            }
            assigner = target.bind(frame, frame.toplevel);
        }

        @Override
        Flow execute(Activation activation) {
            Run run = activation.run;
            run.budget.step();
            Flow[] flow = {Flow.NEXT};
            String text = scope.text(activation, flow);
            if (text == null) {
                return flow[0];
            }
            Object value = filter instanceof Calls.FilterCall call ? call.evaluate(activation, run.result(text)) : text;
            if (assigner != null) {
                assigner.assign(activation, run.escaping ? new Markup(Values.str(value, run.budget)) : value);
            }
            return Flow.NEXT;
        }
    }

    /** {@code filter name} and the text until {@code endfilter}. */
    static final class FilterBlock extends Statement {

        private final Calls.FilterCall filter;
        private final Scope scope;

        FilterBlock(Calls.FilterCall filter, List<Statement> body) {
            this.filter = filter;
            this.scope = new Scope(body);
        }

        @Override
        List<Node> children() {
            return Stream.concat(scope.body.stream(), Stream.of(filter)).toList();
        }

        @Override
        void names(Symbols symbols) {
            filter.names(symbols);
        }

        @Override
        void link(Frame frame) {
            Frame inner = frame.inner();
            names(scope.body, inner.symbols);
            filter.names(inner.symbols);
            scope.link(inner);
            filter.link(inner);
        }

        @Override
        Flow execute(Activation activation) {
            Run run = activation.run;
            run.budget.step();
            Flow[] flow = {Flow.NEXT};
            String text = scope.text(activation, flow);
            if (text != null) {
                run.write(textOf(filter.evaluate(activation, run.result(text)), "the block of a filter"));
            }
            return flow[0];
        }
    }

    /** A text that Jinja writes without turning it into one. */
    static String textOf(Object value, String what) {
        if (value instanceof String || value instanceof Markup) {
            return value.toString();
        }
        throw TemplateException.fault("%s must become a string, but is %s", what, Values.described(value));
    }

    /** {@code with name = value}. */
    static final class With extends Statement {

        private final List<Target> targets;
        private final List<Expression> values;
        private final Scope scope;
        private List<Target.Assigner> assigners = List.of();

        With(List<Target> targets, List<Expression> values, List<Statement> body) {
            this.targets = targets;
            this.values = values;
            this.scope = new Scope(body);
        }

        @Override
        List<Node> children() {
            return Stream.of(targets, values, scope.body)
                    .<Node>flatMap(List::stream)
                    .toList();
        }

        @Override
        void names(Symbols symbols) {
            names(values, symbols);
        }

        @Override
        void link(Frame frame) {
            link(values, frame);
            Frame inner = frame.inner();
            targets.forEach(target -> target.parameters(inner.symbols));
            scope.link(inner);
            assigners =
                    targets.stream().map(target -> target.bind(inner, false)).toList();
        }

        @Override
        Flow execute(Activation activation) {
            activation.run.budget.step();
            scope.enter(activation);
            for (int i = 0; i < assigners.size(); i++) {
                assigners.get(i).assign(activation, values.get(i).evaluate(activation));
            }
            return scope.execute(activation);
        }
    }

    /** {@code autoescape}: whether texts are escaped for HTML. */
    static final class Autoescape extends Statement {

        private final Expression on;
        private final Scope scope;

        Autoescape(Expression on, List<Statement> body) {
            this.on = on;
            this.scope = new Scope(body);
        }

        @Override
        List<Node> children() {
            return Stream.concat(Stream.of(on), scope.body.stream()).toList();
        }

        @Override
        void names(Symbols symbols) {
            // a scope of its own
        }

        @Override
        void link(Frame frame) {
            Frame inner = frame.inner();
            on.names(inner.symbols);
            boolean constant = on instanceof Literals.Constant;
            boolean value = on instanceof Literals.Constant literal && Values.truth(literal.value());
            boolean wasOn = frame.escaping == Escaping.ON || frame.escaping == Escaping.BY_RUN_ELSE_ON;
            Escaping byRun = wasOn ? Escaping.BY_RUN_ELSE_ON : Escaping.BY_RUN;
            scope.link(inner.escaping(!constant ? byRun : value ? Escaping.ON : Escaping.OFF));
            on.link(inner);
        }

        @Override
        Flow execute(Activation activation) {
            Run run = activation.run;
            run.budget.step();
            scope.enter(activation);
            boolean before = run.escaping;
            run.escaping = Values.truth(on.evaluate(activation));
            try {
                return scope.execute(activation);
            } finally {
                run.escaping = before;
            }
        }
    }
}
