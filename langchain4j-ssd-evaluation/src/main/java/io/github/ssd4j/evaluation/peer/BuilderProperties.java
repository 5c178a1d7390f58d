package io.github.ssd4j.evaluation.peer;

import io.github.ssd4j.internal.Ensure;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a builder can be told: its public methods with one parameter, the inherited ones too. */
final class BuilderProperties {

    private final String className;
    private final Object builder;
    private final List<Method> methods;

    /**
     * Of a builder.
     *
     * @param className whose builder it is, for messages
     */
    BuilderProperties(String className, Object builder) {
        this.className = className;
        this.builder = builder;
        // Bridges count: through them a class lets others call what it inherits from a class that is not public. They
        // come last, for they know less of the types.
        this.methods = Arrays.stream(builder.getClass().getMethods())
                .filter(method -> method.getParameterCount() == 1)
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .filter(method -> method.getDeclaringClass() != Object.class)
                .filter(method -> !method.getName().equals("equals"))
                .sorted(Comparator.comparing(method -> TextValue.rank(type(method))))
                .toList();
    }

    /**
     * Tells the builder a value.
     *
     * @param shown the value for messages: a secret has no place there
     * @throws IllegalArgumentException if there is no such property, the text is no value of it, or the builder refuses it
     */
    void set(String property, String text, String shown) {
        List<Method> named = methods.stream()
                .filter(method -> method.getName().equals(property))
                .toList();
        List<Method> possible =
                named.stream().filter(method -> TextValue.canBe(type(method))).toList();
        Ensure.that(!named.isEmpty(), "%s has no property '%s'%s", className, property, alternatives(property));
        Ensure.that(
                !possible.isEmpty(),
                "property '%s' of %s cannot be given as a text: it is %s",
                property,
                className,
                types(named));
        for (Method method : possible) {
            Object value;
            try {
                value = TextValue.of(text, type(method));
            } catch (IllegalArgumentException e) {
                continue;
            }
            call(method, value, property, shown);
            return;
        }
        throw new IllegalArgumentException(
                "property '%s' of %s must be %s, but is: %s".formatted(property, className, words(possible), shown));
    }

    private void call(Method method, Object value, String property, String shown) {
        try {
            Calls.invoke(method, builder, value);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(
                    "property '%s' of %s cannot be '%s': %s"
                            .formatted(property, className, shown, Calls.reason(e.getCause())),
                    e);
        }
    }

    private String alternatives(String property) {
        TreeSet<String> names = methods.stream()
                .filter(method -> TextValue.canBe(type(method)))
                .map(Method::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        String nearest = names.stream()
                .filter(name -> Spelling.isNear(property, name))
                .min(Comparator.comparing(name -> Spelling.distance(property, name)))
                .map(name -> ": did you mean '%s'?".formatted(name))
                .orElse("");
        return names.isEmpty()
                ? ", and none that can be given as a text"
                : "%s%s it has %s".formatted(nearest, nearest.isEmpty() ? ":" : "", String.join(", ", names));
    }

    private static String words(List<Method> methods) {
        return methods.stream()
                .map(method -> TextValue.words(type(method)))
                .distinct()
                .collect(Collectors.joining(" or "));
    }

    private static String types(List<Method> methods) {
        return methods.stream()
                .map(method -> type(method).getTypeName())
                .distinct()
                .collect(Collectors.joining(" or "));
    }

    /** A bridge does not know of what its list is a list; the method behind it does. */
    private static Type type(Method method) {
        for (Class<?> type = method.getDeclaringClass(); type != null; type = type.getSuperclass()) {
            for (Method declared : type.getDeclaredMethods()) {
                if (!declared.isBridge()
                        && declared.getName().equals(method.getName())
                        && Arrays.equals(declared.getParameterTypes(), method.getParameterTypes())) {
                    return declared.getGenericParameterTypes()[0];
                }
            }
        }
        return method.getGenericParameterTypes()[0];
    }
}
