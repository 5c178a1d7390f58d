package io.github.ssd4j.chat.template;

import io.github.ssd4j.chat.template.FunctionScope.Slot;
import java.util.Set;

/** A variable that is read. */
final class Variable extends Expression {

    private final String name;
    private int up;
    private int index;

    Variable(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    @Override
    void names(Symbols symbols) {
        symbols.load(name);
    }

    @Override
    void link(Frame frame) {
        Slot slot = frame.symbols.ref(name);
        up = frame.function.distanceTo(slot.function());
        index = slot.index();
    }

    @Override
    void findReads(Set<String> wanted, Set<String> found) {
        if (wanted.contains(name)) {
            found.add(name);
        }
    }

    @Override
    boolean isConstant(boolean filters) {
        return false;
    }

    @Override
    Object evaluate(Activation activation) {
        activation.run.budget.step();
        Object value = activation.get(up, index);
        return value == None.MISSING ? Undefined.variable(name) : value;
    }
}
