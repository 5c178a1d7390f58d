/** Files that are written whole or not at all, their checksums, and the reading of texts and lines of JSON. */
@NullMarked
package io.github.ssd4j.measurement.io;

import org.jspecify.annotations.NullMarked;
