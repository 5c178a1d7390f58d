package io.github.ssd4j.chat.template;

import io.github.ssd4j.chat.template.FunctionScope.Slot;
import io.github.ssd4j.chat.template.Symbols.Load;
import io.github.ssd4j.chat.template.Symbols.Start;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A scope while the nodes in it find the places of their variables. */
final class Frame {

    /** Whether texts are escaped for HTML: known before the template runs, or only then. */
    enum Escaping {
        OFF,
        ON,
        BY_RUN,
        /** Only then; before that they count as escaped. */
        BY_RUN_ELSE_ON
    }

    /** What is done when a scope is entered. */
    interface Entry {
        void enter(Activation activation);
    }

    final Symbols symbols;
    final FunctionScope function;
    final boolean toplevel;

    /** Whether an unknown filter or test is an error only where it is reached. */
    final boolean soft;

    final Escaping escaping;

    private Frame(Symbols symbols, FunctionScope function, boolean toplevel, boolean soft, Escaping escaping) {
        this.symbols = symbols;
        this.function = function;
        this.toplevel = toplevel;
        this.soft = soft;
        this.escaping = escaping;
    }

    /** The scope of a template or a block of it. */
    static Frame root(boolean toplevel) {
        FunctionScope function = new FunctionScope(null);
        return new Frame(new Symbols(null, function), function, toplevel, false, Escaping.OFF);
    }

    Frame inner() {
        return new Frame(new Symbols(symbols, function), function, false, false, escaping);
    }

    /** A scope inside of {@code outer} that lies in the function of this one. */
    Frame sibling(Frame outer) {
        return new Frame(new Symbols(outer.symbols, function), function, false, false, escaping);
    }

    /** The scope of a function inside of this one. */
    Frame innerFunction() {
        FunctionScope inner = new FunctionScope(function);
        return new Frame(new Symbols(symbols, inner), inner, false, false, escaping);
    }

    Frame softened() {
        return new Frame(symbols, function, toplevel, true, escaping);
    }

    Frame escaping(Escaping other) {
        return new Frame(symbols, function, toplevel, soft, other);
    }

    /** To be called when all names of the scope are known. */
    Entry entry() {
        List<Entry> steps = new ArrayList<>();
        for (Map.Entry<Slot, Load> each : symbols.loads().entrySet()) {
            int target = each.getKey().index();
            Load load = each.getValue();
            Slot source = load.source();
            if (load.start() == Start.RESOLVED) {
                steps.add(activation -> activation.set(target, activation.run.resolve(load.name())));
            } else if (load.start() == Start.COPIED && source != null) {
                int up = function.distanceTo(source.function());
                steps.add(activation -> activation.set(target, activation.get(up, source.index())));
            } else if (load.start() == Start.UNDEFINED) {
                steps.add(activation -> activation.set(target, None.MISSING));
            }
        }
        Entry[] all = steps.toArray(Entry[]::new);
        return activation -> {
            for (Entry step : all) {
                step.enter(activation);
            }
        };
    }
}
