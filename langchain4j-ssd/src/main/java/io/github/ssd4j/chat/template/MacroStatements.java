package io.github.ssd4j.chat.template;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Statements that make a macro of their body. */
final class MacroStatements {

    private MacroStatements() {}

    /** {@code macro name(parameters)}. */
    static final class Definition extends Statement {

        private final Target.Name name;
        private final MacroBody body;
        private final int position;
        private Target.@Nullable Assigner assigner;

        Definition(String name, MacroBody body, int position) {
            this.name = new Target.Name(name);
            this.body = body;
            this.position = position;
        }

        @Override
        List<Node> children() {
            return body.nodes().toList();
        }

        @Override
        void names(Symbols symbols) {
            name.names(symbols);
        }

        @Override
        void link(Frame frame) {
            body.link(frame, position);
            assigner = name.bind(frame, frame.toplevel);
        }

        @Override
        Flow execute(Activation activation) {
            activation.run.budget.step();
            if (assigner != null) {
                assigner.assign(activation, new Macro(body, name.name, activation));
            }
            return Flow.NEXT;
        }
    }

    /** {@code call(parameters) macro(arguments)}; without a call the body is written as it is, as {@code generation} does. */
    static final class CallBlock extends Statement {

        private final Calls.@Nullable Call call;
        private final MacroBody body;
        private final int position;

        CallBlock(Calls.@Nullable Call call, MacroBody body, int position) {
            this.call = call;
            this.body = body;
            this.position = position;
        }

        @Override
        List<Node> children() {
            return call == null
                    ? body.nodes().toList()
                    : Stream.concat(Stream.of(call), body.nodes()).toList();
        }

        @Override
        void names(Symbols symbols) {
            if (call != null) {
                call.names(symbols);
            }
        }

        @Override
        void link(Frame frame) {
            body.link(frame, position);
            if (call != null) {
                call.link(frame);
            }
        }

        @Override
        Flow execute(Activation activation) {
            activation.run.budget.step();
            Macro caller = new Macro(body, null, activation);
            Object text = call == null ? caller.call(activation.run, Arguments.NONE) : call.call(activation, caller);
            activation.run.write(Scopes.textOf(text, "a call"));
            return Flow.NEXT;
        }
    }
}
