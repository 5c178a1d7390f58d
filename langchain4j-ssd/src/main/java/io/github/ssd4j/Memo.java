package io.github.ssd4j;

import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A value that is made when it is first asked for, once, by whichever thread asks; asked again where that failed. */
final class Memo<T> implements Supplier<T> {

    private final Supplier<T> maker;
    private volatile @Nullable T value;

    Memo(Supplier<T> maker) {
        this.maker = maker;
    }

    /** A value that is there. */
    static <T> Memo<T> of(T value) {
        Memo<T> made = new Memo<>(() -> value);
        made.value = value;
        return made;
    }

    @Override
    public T get() {
        T made = value;
        return made == null ? make() : made;
    }

    /** The value, or null if it has not been made. */
    @Nullable
    T made() {
        return value;
    }

    /** Hands the value to {@code action} if it has been made. */
    void ifMade(Consumer<T> action) {
        T made = value;
        if (made != null) {
            action.accept(made);
        }
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
