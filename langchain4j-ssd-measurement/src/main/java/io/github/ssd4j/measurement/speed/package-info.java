/** What passes and tokens of a decoder cost, measured so that the noise of a machine falls on all alike. */
@NullMarked
package io.github.ssd4j.measurement.speed;

import org.jspecify.annotations.NullMarked;
