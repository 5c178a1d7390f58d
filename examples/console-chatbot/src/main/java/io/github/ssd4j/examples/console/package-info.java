/** A chat in the terminal with a local model. */
@NullMarked
package io.github.ssd4j.examples.console;

import org.jspecify.annotations.NullMarked;
