package io.github.ssd4j;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A value that is made when it is first asked for, once, by whichever thread asks; asked again where that failed. */
final class Memo<T> implements Supplier<T> {

    private final Supplier<T> maker;
    private volatile @Nullable T value;

    Memo(Supplier<T> maker) {
        this.maker = maker;
    }

    @Override
    public T get() {
        T made = value;
        return made == null ? make() : made;
    }

    private synchronized T make() {
        T made = value;
        if (made == null) {
            made = maker.get();
            value = made;
        }
        return made;
    }
}
