/**
 * The way of a request through the engine: queue, thread, deadlines, and {@link io.github.ssd4j.engine.Stop}. Not for users.
 */
@NullMarked
package io.github.ssd4j.engine;

import org.jspecify.annotations.NullMarked;
