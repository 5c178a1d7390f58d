package io.github.ssd4j.spring;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Hands a property to an option if it was set. Boot's own way to do this is not the same in Boot 3.5 and 4. */
final class Given {

    private Given() {}

    static <T> void set(@Nullable T value, Consumer<T> option) {
        if (value != null) {
            option.accept(value);
        }
    }
}
