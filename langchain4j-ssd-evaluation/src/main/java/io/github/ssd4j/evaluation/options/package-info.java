/** Options that several commands have. */
@NullMarked
package io.github.ssd4j.evaluation.options;

import org.jspecify.annotations.NullMarked;
