package io.github.ssd4j.chat.template;

import io.github.ssd4j.chat.template.FunctionScope.Slot;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code block}: a part of the template with a name. It sees only variables of the whole template. */
final class Block extends Statement {

    final String name;
    private final boolean scoped;
    private final boolean required;
    private final Scopes.Scope scope;
    private final int position;
    private final Frame frame = Frame.root(false);
    private Map<String, Integer> visible = Map.of();
    private final Map<String, Integer> levels = new HashMap<>();

    Block(String name, boolean scoped, boolean required, List<Statement> body, int position) {
        this.name = name;
        this.scoped = scoped;
        this.required = required;
        this.scope = new Scopes.Scope(body);
        this.position = position;
    }

    boolean isScoped() {
        return scoped;
    }

    @Override
    void names(Symbols symbols) {
        // a function of its own
    }

    @Override
    void findReads(Set<String> wanted, Set<String> found) {
        // a function of its own
    }

    /** Links the body, once for the whole template. */
    void linkBody() {
        Set<String> found = new HashSet<>();
        for (Statement statement : scope.body) {
            statement.findReads(new HashSet<>(Set.of("self", "super")), found);
        }
        found.forEach(frame.symbols::parameter);
        scope.link(frame);
    }

    @Override
    void link(Frame around) {
        Map<String, Integer> places = new HashMap<>();
        for (Map.Entry<String, Slot> each : around.symbols.visible().entrySet()) {
            places.put(each.getKey(), each.getValue().index());
            levels.put(each.getKey(), around.function.distanceTo(each.getValue().function()));
        }
        visible = places;
    }

    @Override
    Flow execute(Activation activation) {
        Run run = activation.run;
        run.position = position;
        if (required) {
            throw TemplateException.fault("the required block '%s' is not found", name);
        }
        if (!scoped) {
            run.write(text(run));
            return Flow.NEXT;
        }
        Map<String, Object> more = new HashMap<>();
        visible.forEach((key, index) -> {
            Object value = activation.get(levels.getOrDefault(key, 0), index);
            if (value != None.MISSING) {
                more.put(key, value);
            }
        });
        run.withExported(more, inner -> inner.write(text(inner)));
        return Flow.NEXT;
    }

    String text(Run run) {
        Activation inner = new Activation(run, null, frame.function);
        parameter(inner, "self", new SelfReference(run.blocks));
        parameter(inner, "super", Undefined.because("there is no parent block called '" + name + "'"));
        scope.enter(inner);
        return run.called(() -> scope.execute(inner));
    }

    private void parameter(Activation inner, String parameter, Object value) {
        Slot slot = frame.symbols.visible().get(parameter);
        if (slot != null) {
            inner.set(slot.index(), value);
        }
    }
}
