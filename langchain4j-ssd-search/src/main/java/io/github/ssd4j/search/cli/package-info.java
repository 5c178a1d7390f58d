/** The command line {@code ssd-search}: a search as a user meets it. */
@NullMarked
package io.github.ssd4j.search.cli;

import org.jspecify.annotations.NullMarked;
