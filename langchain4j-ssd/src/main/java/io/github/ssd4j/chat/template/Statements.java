package io.github.ssd4j.chat.template;

import io.github.ssd4j.chat.template.Frame.Escaping;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Statements that neither loop nor define a macro. */
final class Statements {

    private Statements() {}

    /** Text of the template. */
    static final class Data extends Statement {

        private final String text;

        Data(String text) {
            this.text = text;
        }

        static boolean isBlank(Statement statement) {
            return statement instanceof Data data && Text.isBlank(data.text, 0);
        }

        @Override
        Flow execute(Activation activation) {
            activation.run.budget.step();
            activation.run.write(text);
            return Flow.NEXT;
        }
    }

    /** Writes the value of an expression. */
    static final class Output extends Statement {

        private final Expression value;
        private Escaping escaping = Escaping.OFF;

        Output(Expression value) {
            this.value = value;
        }

        @Override
        List<Expression> children() {
            return List.of(value);
        }

        @Override
        void link(Frame frame) {
            super.link(frame);
            escaping = frame.escaping;
        }

        /** As Jinja, which writes a constant before it knows what the run escapes. */
        private boolean escapes(Run run) {
            if (escaping == Escaping.OFF || escaping == Escaping.ON) {
                return escaping == Escaping.ON;
            }
            return value.isConstant(false) ? escaping == Escaping.BY_RUN_ELSE_ON : run.escaping;
        }

        @Override
        Flow execute(Activation activation) {
            Run run = activation.run;
            Object result = value.evaluate(activation);
            run.write(escapes(run) ? Markup.escaped(result, run.budget).text() : Values.str(result, run.budget));
            return Flow.NEXT;
        }
    }

    /** {@code if}, {@code elif} and {@code else}. */
    static final class If extends Statement {

        private final Expression condition;
        private final List<Statement> body;
        private final List<If> others;
        private final List<Statement> last;

        If(Expression condition, List<Statement> body, List<If> others, List<Statement> last) {
            this.condition = condition;
            this.body = body;
            this.others = others;
            this.last = last;
        }

        @Override
        List<Node> children() {
            return Stream.of(List.of(condition), body, others, last)
                    .<Node>flatMap(List::stream)
                    .toList();
        }

        @Override
        void names(Symbols symbols) {
            condition.names(symbols);
            List<Symbols> branches = List.of(symbols.branch(), symbols.branch(), symbols.branch());
            names(body, branches.get(0));
            names(others, branches.get(1));
            names(last, branches.get(2));
            symbols.join(branches);
        }

        @Override
        void link(Frame frame) {
            super.link(frame.softened());
        }

        @Override
        Flow execute(Activation activation) {
            activation.run.budget.step();
            if (Values.truth(condition.evaluate(activation))) {
                return execute(body, activation);
            }
            for (If other : others) {
                if (Values.truth(other.condition.evaluate(activation))) {
                    return execute(other.body, activation);
                }
            }
            return execute(last, activation);
        }
    }

    /** {@code set name = value}. */
    static final class Assign extends Statement {

        private final Target target;
        private final Expression value;
        private final int position;
        private Target.@Nullable Assigner assigner;

        Assign(Target target, Expression value, int position) {
            this.target = target;
            this.value = value;
            this.position = position;
        }

        @Override
        List<Node> children() {
            return List.of(value, target);
        }

        @Override
        void findReads(Set<String> wanted, Set<String> found) {
            target.findReads(wanted, found);
            value.findReads(wanted, found);
        }

        @Override
        void link(Frame frame) {
            value.link(frame);
            assigner = target.bind(frame, frame.toplevel);
        }

        @Override
        Flow execute(Activation activation) {
            Object result = value.evaluate(activation);
            activation.run.budget.step();
            activation.run.position = position;
            if (assigner != null) {
                assigner.assign(activation, result);
            }
            return Flow.NEXT;
        }
    }

    /** {@code break} or {@code continue}. */
    static final class Jump extends Statement {

        private final Flow flow;

        Jump(Flow flow) {
            this.flow = flow;
        }

        @Override
        Flow execute(Activation activation) {
            activation.run.budget.step();
            return flow;
        }
    }

    /** A tag that reads another template. */
    static final class OtherTemplate extends Statement {

        private final String tag;
        private final Expression template;
        private final List<String> names;
        private final int position;

        OtherTemplate(String tag, Expression template, List<String> names, int position) {
            this.tag = tag;
            this.template = template;
            this.names = names;
            this.position = position;
        }

        @Override
        List<Expression> children() {
            return List.of(template);
        }

        @Override
        void names(Symbols symbols) {
            template.names(symbols);
            names.forEach(symbols::store);
        }

        @Override
        Flow execute(Activation activation) {
            activation.run.position = position;
            throw TemplateException.fault(
                    "the tag '%s' reads another template, and a chat template has none beside it", tag);
        }
    }
}
