/** Files that are written whole or not at all, and their checksums. */
@NullMarked
package io.github.ssd4j.measurement.io;

import org.jspecify.annotations.NullMarked;
