package io.github.ssd4j.chat.template;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gives the variables of a function their places. Scopes inside of it share one place for a name at the same level. */
final class FunctionScope {

    /** The place of a variable. */
    record Slot(FunctionScope function, int index) {}

    private final @Nullable FunctionScope outer;
    private final Map<String, Slot> slots = new HashMap<>();

    FunctionScope(@Nullable FunctionScope outer) {
        this.outer = outer;
    }

    Slot slot(int level, String name) {
        return slots.computeIfAbsent(level + " " + name, key -> new Slot(this, slots.size()));
    }

    int size() {
        return slots.size();
    }

    /** How many functions further out {@code other} is. */
    int distanceTo(FunctionScope other) {
        int distance = 0;
        for (FunctionScope scope = this; scope != null && scope != other; scope = scope.outer) {
            distance++;
        }
        return distance;
    }
}
