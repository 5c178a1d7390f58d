/** Files that were fetched and are kept: folders, locks, checksums. For this project's own modules only; may change at any time. */
@NullMarked
package io.github.ssd4j.hub.internal;

import org.jspecify.annotations.NullMarked;
