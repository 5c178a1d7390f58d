/** Ways to look for the best set of sub-layers with as few evaluations as possible. */
@NullMarked
package io.github.ssd4j.search.strategy;

import org.jspecify.annotations.NullMarked;
