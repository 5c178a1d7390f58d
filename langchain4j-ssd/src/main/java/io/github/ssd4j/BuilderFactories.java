package io.github.ssd4j;

import java.util.Optional;
import java.util.function.Supplier;

/** Finds the factory that a framework brings for a builder. */
final class BuilderFactories {

    private BuilderFactories() {}

    /** A builder of the first factory. */
    static <B, F extends Supplier<B>> Optional<B> builder(Class<F> factory) {
        return Services.of(factory).stream().findFirst().map(Supplier::get);
    }
}
