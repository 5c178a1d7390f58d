/** The machine's read bandwidth, the bound that the reading of the weights is compared with. */
@NullMarked
package io.github.ssd4j.evaluation.stream;

import org.jspecify.annotations.NullMarked;
