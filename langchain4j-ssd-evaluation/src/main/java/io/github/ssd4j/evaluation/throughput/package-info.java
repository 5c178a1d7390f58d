/** {@code ssd-eval throughput}: what one pass of the decoder costs, by kind of pass and by context length. */
@NullMarked
package io.github.ssd4j.evaluation.throughput;

import org.jspecify.annotations.NullMarked;
