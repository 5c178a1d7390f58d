package io.github.ssd4j.chat.template;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The variables of one call of a function: the template itself, a macro, a block, a recursive loop. */
final class Activation {

    final Run run;
    private final @Nullable Activation outer;
    private final Object[] slots;

    Activation(Run run, @Nullable Activation outer, FunctionScope function) {
        this.run = run;
        this.outer = outer;
        this.slots = new Object[function.size()];
        Arrays.fill(slots, None.MISSING);
    }

    Object get(int up, int index) {
        return up(up).slots[index];
    }

    void set(int index, Object value) {
        slots[index] = value;
    }

    private Activation up(int levels) {
        Activation activation = this;
        for (int i = levels; i > 0 && activation.outer != null; i--) {
            activation = activation.outer;
        }
        return activation;
    }
}
