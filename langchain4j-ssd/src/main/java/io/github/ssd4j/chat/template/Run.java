package io.github.ssd4j.chat.template;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One rendering of a template. */
final class Run {

    final Budget budget;
    final Map<String, Block> blocks;

    /** What the template was given, and what it has at the start. */
    final Map<String, Object> variables;

    /** What the template has set outside of loops, macros and other scopes. */
    private Map<String, Object> exported = new HashMap<>();

    /** Whether texts are escaped for HTML just now. */
    boolean escaping;

    /** Position in the source of what is carried out. */
    int position;

    private StringBuilder out = new StringBuilder();
    private int calls;

    Run(Budget budget, Map<String, Object> variables, Map<String, Block> blocks) {
        this.budget = budget;
        this.variables = variables;
        this.blocks = blocks;
    }

    Object resolve(String name) {
        Object value = exported.get(name);
        if (value == null) {
            value = variables.get(name);
        }
        if (value == null) {
            value = Globals.ALL.get(name);
        }
        return value == null ? None.MISSING : value;
    }

    void export(String name, Object value) {
        exported.put(name, value);
    }

    /** Carries out {@code body} with more exported variables than there are. */
    void withExported(Map<String, Object> more, Consumer<Run> body) {
        Map<String, Object> before = exported;
        exported = new HashMap<>(before);
        exported.putAll(more);
        body.accept(this);
        exported = before;
    }

    void write(String text) {
        budget.make(text.length());
        out.append(text);
    }

    String written() {
        return out.toString();
    }

    /** What {@code body} writes. */
    String captured(Runnable body) {
        StringBuilder before = out;
        out = new StringBuilder();
        try {
            body.run();
            budget.make(out.length());
            return out.toString();
        } finally {
            out = before;
        }
    }

    /** As {@link #captured}, in a call of a macro, a block or a recursive loop. */
    String called(Runnable body) {
        budget.steps(16);
        if (++calls > Budget.MAX_CALLS) {
            throw TemplateException.limit("nests more than %d calls", Budget.MAX_CALLS);
        }
        String text = captured(body);
        calls--;
        return text;
    }

    /** {@code text} as it is returned from a macro. */
    Object result(String text) {
        return escaping ? new Markup(text) : text;
    }

    Object call(@Nullable Object callee, Arguments arguments) {
        if (callee instanceof Callee function) {
            return function.call(this, arguments);
        }
        if (callee instanceof Undefined undefined) {
            throw undefined.failure();
        }
        throw TemplateException.fault("%s cannot be called", Values.described(callee == null ? None.NONE : callee));
    }
}
