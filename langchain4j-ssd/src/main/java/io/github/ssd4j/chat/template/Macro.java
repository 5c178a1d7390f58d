package io.github.ssd4j.chat.template;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A macro as a value. */
record Macro(MacroBody body, @Nullable String name, Activation outer) implements Callee {

    @Override
    public Object call(Run run, Arguments arguments) {
        return run.result(body.call(run, outer, label(), arguments));
    }

    private String label() {
        return name == null ? "the block of a call" : "the macro '" + name + "'";
    }

    Object attribute(String attribute) {
        return switch (attribute) {
            case "name" -> name == null ? None.NONE : name;
            case "arguments" -> Tuple.copyOf(body.argumentNames());
            case "catch_kwargs" -> body.takesNamed();
            case "catch_varargs" -> body.takesMore();
            case "caller" -> body.takesCaller();
            default -> Undefined.in(this, attribute);
        };
    }

    /** Named arguments that can be taken out. */
    static Map<String, Object> copy(Map<String, Object> named) {
        return named.isEmpty() ? Map.of() : new LinkedHashMap<>(named);
    }

    @Override
    public String toString() {
        return name == null ? "<Macro anonymous>" : "<Macro '" + name + "'>";
    }
}
