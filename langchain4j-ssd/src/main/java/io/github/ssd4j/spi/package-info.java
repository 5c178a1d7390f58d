/** Interfaces by which frameworks put builders of their own in the place of the models' builders, and models get names. */
@NullMarked
package io.github.ssd4j.spi;

import org.jspecify.annotations.NullMarked;
