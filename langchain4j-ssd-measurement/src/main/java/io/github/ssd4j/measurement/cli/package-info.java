/** What the command lines of this project have in common: messages, exit codes, progress, options of the engine. */
@NullMarked
package io.github.ssd4j.measurement.cli;

import org.jspecify.annotations.NullMarked;
