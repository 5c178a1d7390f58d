/** What a search is about: sets of sub-layers, what they cost and are worth, and what a strategy may ask. */
@NullMarked
package io.github.ssd4j.search.space;

import org.jspecify.annotations.NullMarked;
