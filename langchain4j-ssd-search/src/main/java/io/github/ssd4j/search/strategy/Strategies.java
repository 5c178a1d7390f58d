package io.github.ssd4j.search.strategy;

import io.github.ssd4j.search.space.SearchStrategy;
import java.util.List;
import java.util.stream.Collectors;

/** The ways to search that there are, by name. */
public final class Strategies {

    /** What is used if nothing else is asked for. */
    public static final SearchStrategy DEFAULT = new GreedyStrategy();

    private static final List<SearchStrategy> ALL =
            List.of(DEFAULT, new KnapsackStrategy(), new BayesianStrategy(), new RandomStrategy());

    private Strategies() {}

    /** All of them, the default first and the baseline last. */
    public static List<SearchStrategy> all() {
        return ALL;
    }

    /**
     * The one that is called so.
     *
     * @throws IllegalArgumentException if none is; it lists the names
     */
    public static SearchStrategy named(String name) {
        return ALL.stream()
                .filter(strategy -> strategy.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("strategy must be one of %s, but is: %s"
                        .formatted(ALL.stream().map(SearchStrategy::name).collect(Collectors.joining(", ")), name)));
    }
}
