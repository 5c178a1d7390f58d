/**
 * Finds which sub-layers of a model to skip when drafting: what a draft costs and how often it is right are measured,
 * a strategy looks for the set with the highest speed, and generation on other prompts tells whether it pays.
 */
@NullMarked
package io.github.ssd4j.search;

import org.jspecify.annotations.NullMarked;
