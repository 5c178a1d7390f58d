/** Stub. */
@NullMarked
package io.github.ssd4j.evaluation.report;

import org.jspecify.annotations.NullMarked;
