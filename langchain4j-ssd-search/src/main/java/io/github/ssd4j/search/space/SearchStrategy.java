package io.github.ssd4j.search.space;

/**
 * A way to look for the set of sub-layers with the highest {@link Score#speedUp()}.
 *
 * <p>Strategies are compared at equal evaluations, so they have no other source of knowledge than {@link SearchSpace}.
 * They hold no state between searches.
 */
public interface SearchStrategy {

    /** What users call it: lower case, one word. */
    String name();

    /** One sentence for help texts: what it does. */
    String description();

    /**
     * Looks for better sets until it finds none any more; the space keeps the best.
     *
     * @throws SearchStoppedException when the space ends the search
     */
    void search(SearchSpace space);
}
