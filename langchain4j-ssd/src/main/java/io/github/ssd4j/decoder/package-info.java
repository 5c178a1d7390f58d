/**
 * Runs the model: weights, KV cache, the full and the skipped forward pass, sampling and verification on the device.
 *
 * <p>The only package that touches DJL. All tensor work is the resource {@code decoder.py}.
 */
@NullMarked
package io.github.ssd4j.decoder;

import org.jspecify.annotations.NullMarked;
