package io.github.ssd4j.chat.template;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/** Methods of sets, and of views that are like sets. */
final class SetMethods {

    private static final Set<String> OF_SETS = Set.of(
            "copy",
            "difference",
            "intersection",
            "isdisjoint",
            "issubset",
            "issuperset",
            "symmetric_difference",
            "union");
    private static final Set<String> CHANGES = Set.of(
            "add", "clear", "difference_update", "discard", "pop", "remove", "symmetric_difference_update", "update");

    private SetMethods() {}

    static boolean has(Object owner, String name) {
        return owner instanceof SetValue
                ? OF_SETS.contains(name)
                : SetValue.isSetLike(owner) && name.equals("isdisjoint");
    }

    static boolean changes(Object owner, String name) {
        return owner instanceof SetValue && CHANGES.contains(name);
    }

    static Object call(Object owner, String name, Arguments arguments, Budget budget) {
        if (owner instanceof DictView) {
            return isDisjoint(owner, arguments.bind(name, 1, "other")[0], budget);
        }
        SetValue set = SetValue.of(owner, budget);
        if (name.equals("copy")) {
            arguments.bind(name, 0);
            return set;
        }
        boolean several = List.of("union", "intersection", "difference").contains(name);
        Object[] values = several ? arguments.positional() : arguments.bind(name, 1, "other");
        List<SetValue> others =
                Arrays.stream(values).map(value -> SetValue.of(value, budget)).toList();
        SetValue other = others.isEmpty() ? set : others.get(0);
        return switch (name) {
            case "isdisjoint" -> SetValue.kept(set, other, true).isEmpty();
            case "issubset" -> set.stream().allMatch(other::has);
            case "issuperset" -> other.stream().allMatch(set::has);
            case "symmetric_difference" ->
                SetValue.union(SetValue.kept(set, other, false), SetValue.kept(other, set, false));
            default -> combined(set, name, others);
        };
    }

    private static boolean isDisjoint(Object view, Object other, Budget budget) {
        Iterator<Object> elements = Values.iterate(other, budget);
        while (elements.hasNext()) {
            budget.step();
            if (Values.contains(view, elements.next(), budget)) {
                return false;
            }
        }
        return true;
    }

    private static SetValue combined(SetValue set, String name, List<SetValue> others) {
        SetValue result = set;
        for (SetValue other : others) {
            result = name.equals("union")
                    ? SetValue.union(result, other)
                    : SetValue.kept(result, other, name.equals("intersection"));
        }
        return result;
    }
}
