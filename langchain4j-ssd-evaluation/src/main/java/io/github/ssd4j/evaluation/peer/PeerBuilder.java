package io.github.ssd4j.evaluation.peer;

import dev.langchain4j.model.chat.ChatModel;
import io.github.ssd4j.internal.Ensure;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URLClassLoader;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Makes a model by the builder of its class. */
final class PeerBuilder {

    private final String className;
    private final UnaryOperator<String> environment;

    /**
     * Of a class.
     *
     * @param environment null for a variable that is not set
     */
    PeerBuilder(String className, UnaryOperator<String> environment) {
        this.className = Ensure.notBlank(className, "className");
        this.environment = environment;
    }

    /** Makes the model; the loader is closed with it, or at once if there is none. */
    PeerModel build(Map<String, String> properties, URLClassLoader loader) {
        try {
            return PeerModel.of(PeerModel.within(loader, () -> model(properties, loader)), loader);
        } catch (RuntimeException | LinkageError e) {
            close(loader, e);
            if (e instanceof LinkageError) {
                throw new IllegalArgumentException("%s cannot be loaded: %s".formatted(className, Calls.reason(e)), e);
            }
            throw e;
        }
    }

    private ChatModel model(Map<String, String> properties, ClassLoader loader) {
        Class<?> type = type(loader);
        Ensure.that(ChatModel.class.isAssignableFrom(type), "%s is not a ChatModel of LangChain4j", className);
        Method factory = method(type, "builder")
                .filter(method -> Modifier.isStatic(method.getModifiers()))
                .orElseThrow(() -> failure("%s has no static method builder() without parameters"));
        Object builder = call(factory, null);
        BuilderProperties settings = new BuilderProperties(className, builder);
        properties.forEach((name, text) -> settings.set(name, Environment.resolve(name, text, environment), text));
        Method build = method(builder.getClass(), "build")
                .orElseThrow(() -> failure("the builder of %s has no method build() without parameters"));
        Object model = call(build, builder);
        if (model instanceof ChatModel chatModel) {
            return chatModel;
        }
        throw new IllegalArgumentException("the builder of %s makes something else than a ChatModel: %s"
                .formatted(className, model.getClass().getName()));
    }

    private Class<?> type(ClassLoader loader) {
        try {
            return Class.forName(className, true, loader);
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException(
                    "there is no class %s: give its whole name, and in the class path its jar and those that it needs"
                            .formatted(className),
                    e);
        }
    }

    private static Optional<Method> method(Class<?> type, String name) {
        try {
            return Optional.of(type.getMethod(name));
        } catch (NoSuchMethodException e) {
            return Optional.empty();
        }
    }

    private Object call(Method method, @Nullable Object target) {
        try {
            Object made = Calls.invoke(method, target);
            if (made != null) {
                return made;
            }
            throw failure("%%s: %s() gives null".formatted(method.getName()));
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(
                    "%s() of %s fails: %s".formatted(method.getName(), className, Calls.reason(e.getCause())), e);
        }
    }

    private IllegalArgumentException failure(String format) {
        return new IllegalArgumentException(format.formatted(className));
    }

    private static void close(URLClassLoader loader, Throwable reason) {
        try {
            loader.close();
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }
}
