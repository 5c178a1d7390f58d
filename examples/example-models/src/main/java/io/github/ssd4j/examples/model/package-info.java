/** Finds the model that an example talks to: a path, a name, or without either a Python wheel or a tiny model that comes along. */
@NullMarked
package io.github.ssd4j.examples.model;

import org.jspecify.annotations.NullMarked;
