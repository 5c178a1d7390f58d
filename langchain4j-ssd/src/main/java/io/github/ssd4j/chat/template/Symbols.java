package io.github.ssd4j.chat.template;

import io.github.ssd4j.chat.template.FunctionScope.Slot;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names that a scope uses, and what each of its variables is when the scope is entered. Jinja decides that before a
 * template runs: a name that is set anywhere in a scope is a variable of that scope from its start.
 */
final class Symbols {

    /** What a variable is at the start of its scope. */
    enum Start {
        /** What the template was given, or nothing. */
        RESOLVED,
        /** The variable of the same name in the scope around. */
        COPIED,
        UNDEFINED,
        /** What the caller hands over, or the loop sets. */
        PARAMETER
    }

    /** How the variable {@code name} starts; {@code source} is where a copy comes from. */
    record Load(Start start, String name, @Nullable Slot source) {}

    private final int level;
    private final @Nullable Symbols parent;
    private final FunctionScope function;
    private Map<String, Slot> refs = new HashMap<>();
    private Map<Slot, Load> loads = new LinkedHashMap<>();
    private Set<String> stores = new HashSet<>();

    Symbols(@Nullable Symbols parent, FunctionScope function) {
        this.level = parent == null ? 0 : parent.level + 1;
        this.parent = parent;
        this.function = function;
    }

    /** A copy for one branch of an {@code if}. */
    Symbols branch() {
        Symbols copy = new Symbols(parent, function);
        copy.refs = new HashMap<>(refs);
        copy.loads = new LinkedHashMap<>(loads);
        copy.stores = new HashSet<>(stores);
        return copy;
    }

    /** Takes over what the branches of an {@code if} use: what one of them sets may not be set by another. */
    void join(List<Symbols> branches) {
        Set<String> set = new HashSet<>();
        branches.forEach(branch -> set.addAll(branch.stores));
        set.removeAll(stores);
        for (Symbols branch : branches) {
            refs.putAll(branch.refs);
            loads.putAll(branch.loads);
            stores.addAll(branch.stores);
        }
        for (String name : set) {
            Slot outer = parent == null ? null : parent.find(name);
            loads.put(ref(name), new Load(outer == null ? Start.RESOLVED : Start.COPIED, name, outer));
        }
    }

    void store(String name) {
        stores.add(name);
        if (!refs.containsKey(name)) {
            Slot outer = parent == null ? null : parent.find(name);
            define(name, outer == null ? Start.UNDEFINED : Start.COPIED, outer);
        }
    }

    void load(String name) {
        if (find(name) == null) {
            define(name, Start.RESOLVED, null);
        }
    }

    Slot parameter(String name) {
        stores.add(name);
        return define(name, Start.PARAMETER, null);
    }

    private Slot define(String name, Start start, @Nullable Slot source) {
        Slot slot = function.slot(level, name);
        refs.put(name, slot);
        loads.put(slot, new Load(start, name, source));
        return slot;
    }

    private @Nullable Slot find(String name) {
        for (Symbols scope = this; scope != null; scope = scope.parent) {
            Slot slot = scope.refs.get(name);
            if (slot != null) {
                return slot;
            }
        }
        return null;
    }

    /** The place of a name that this scope uses. */
    Slot ref(String name) {
        Slot slot = find(name);
        if (slot == null) {
            throw new IllegalStateException("no variable " + name);
        }
        return slot;
    }

    Map<Slot, Load> loads() {
        return loads;
    }

    /** All names that are set here or further out, with their places. */
    Map<String, Slot> visible() {
        Map<String, Slot> visible = new LinkedHashMap<>();
        for (Symbols scope = this; scope != null; scope = scope.parent) {
            scope.stores.forEach(name -> visible.putIfAbsent(name, ref(name)));
        }
        return visible;
    }
}
