/** Callers who ask one engine at the same time: what they ask, and when their answers come. */
@NullMarked
package io.github.ssd4j.evaluation.callers;

import org.jspecify.annotations.NullMarked;
