package io.github.ssd4j.search.strategy;

import io.github.ssd4j.search.space.SearchSpace;
import io.github.ssd4j.search.space.SearchStrategy;
import io.github.ssd4j.search.space.SkipSet;

/** Draws sets and never one of them twice: what every other strategy has to beat. */
public final class RandomStrategy implements SearchStrategy {

    @Override
    public String name() {
        return "random";
    }

    @Override
    public String description() {
        return "scores random sets, as a baseline for the others";
    }

    @Override
    public void search(SearchSpace space) {
        Exploration exploration = new Exploration(space);
        SkipSet set = exploration.newRandomSet();
        while (set != null) {
            exploration.score(set);
            set = exploration.newRandomSet();
        }
    }
}
