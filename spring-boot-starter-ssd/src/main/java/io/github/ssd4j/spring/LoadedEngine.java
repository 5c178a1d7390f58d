package io.github.ssd4j.spring;

import io.github.ssd4j.SsdEngine;
import java.util.Optional;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/** The engine bean if it has been made: whoever only looks at it must not be the one who loads a lazy one. */
final class LoadedEngine {

    private final ConfigurableListableBeanFactory beans;

    LoadedEngine(ConfigurableListableBeanFactory beans) {
        this.beans = beans;
    }

    Optional<SsdEngine> get() {
        for (String name : beans.getBeanNamesForType(SsdEngine.class, true, false)) {
            if (beans.containsSingleton(name)) {
                return Optional.of(beans.getBean(name, SsdEngine.class));
            }
        }
        return Optional.empty();
    }
}
