/** Checkpoints of real shapes with random weights: the cost of a model without its download. */
@NullMarked
package io.github.ssd4j.evaluation.random;

import org.jspecify.annotations.NullMarked;
