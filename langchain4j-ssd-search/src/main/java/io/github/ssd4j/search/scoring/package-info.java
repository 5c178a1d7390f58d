/** What a set of skipped sub-layers is worth: measured costs, agreement without generating, and the rounds that follow. */
@NullMarked
package io.github.ssd4j.search.scoring;

import org.jspecify.annotations.NullMarked;
