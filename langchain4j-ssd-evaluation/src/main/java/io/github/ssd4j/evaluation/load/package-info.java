/** Load on one engine: many callers who think between their questions. */
@NullMarked
package io.github.ssd4j.evaluation.load;

import org.jspecify.annotations.NullMarked;
