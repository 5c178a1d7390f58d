package io.github.ssd4j;

import java.util.List;
import java.util.ServiceLoader;

/** Finds what other jars bring for the interfaces of {@link io.github.ssd4j.spi}. */
final class Services {

    private Services() {}

    /** Those that the thread's class loader sees; if there are none, those that this library's does. */
    static <S> List<S> of(Class<S> service) {
        List<S> found = ServiceLoader.load(service).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        return found.isEmpty()
                ? ServiceLoader.load(service, service.getClassLoader()).stream()
                        .map(ServiceLoader.Provider::get)
                        .toList()
                : found;
    }
}
