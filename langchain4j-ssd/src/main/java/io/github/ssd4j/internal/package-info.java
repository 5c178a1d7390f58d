/** Helpers that the other packages share; no part of the public API, they may change in any release. */
@NullMarked
package io.github.ssd4j.internal;

import org.jspecify.annotations.NullMarked;
