/** The command line {@code ssd-eval}: measurements of the engine, and of other chat models, on this machine. */
@NullMarked
package io.github.ssd4j.evaluation;

import org.jspecify.annotations.NullMarked;
