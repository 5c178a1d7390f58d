package io.github.ssd4j;

import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Supplier;

/** Finds the factory that a framework brings for a builder. */
final class BuilderFactories {

    private BuilderFactories() {}

    /** A builder of the first factory that the thread's class loader sees, else of the first that this library's does. */
    static <B, F extends Supplier<B>> Optional<B> builder(Class<F> factory) {
        return ServiceLoader.load(factory)
                .findFirst()
                .or(() -> ServiceLoader.load(factory, factory.getClassLoader()).findFirst())
                .map(Supplier::get);
    }
}
