/** ROUGE-1, ROUGE-2 and ROUGE-L, the usual measures of a summary, with the numbers of Python's {@code rouge-score}. */
@NullMarked
package io.github.ssd4j.evaluation.rouge;

import org.jspecify.annotations.NullMarked;
