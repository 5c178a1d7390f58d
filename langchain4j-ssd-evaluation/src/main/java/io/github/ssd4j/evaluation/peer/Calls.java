package io.github.ssd4j.evaluation.peer;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Calls into classes of others. */
final class Calls {

    private Calls() {}

    /** Calls a public method, whose class need not be public. */
    static @Nullable Object invoke(Method method, @Nullable Object target, Object... arguments)
            throws InvocationTargetException {
        // Where it is refused, the call says so.
        boolean unused = method.trySetAccessible();
        try {
            return method.invoke(target, arguments);
        } catch (IllegalAccessException e) {
            throw new IllegalArgumentException("method %s cannot be called: %s".formatted(method, e.getMessage()), e);
        }
    }

    /** Why something failed, in one line. */
    static String reason(@Nullable Throwable failure) {
        if (failure instanceof ExceptionInInitializerError && failure.getCause() != null) {
            return reason(failure.getCause());
        }
        if (failure instanceof NoClassDefFoundError) {
            return "a class is missing: %s".formatted(failure.getMessage());
        }
        String message = failure == null ? null : failure.getMessage();
        return message == null || message.isBlank()
                ? String.valueOf(failure)
                : message.lines().map(String::strip).collect(Collectors.joining(" "));
    }
}
