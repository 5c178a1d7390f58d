/** Several contestants answer the same questions in turn; what they took is kept, and figures are made of it. */
@NullMarked
package io.github.ssd4j.evaluation.run;

import org.jspecify.annotations.NullMarked;
