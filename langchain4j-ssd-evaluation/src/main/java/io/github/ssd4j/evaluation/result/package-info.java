/** What an evaluation found, as records: figures only, no texts of a report. */
@NullMarked
package io.github.ssd4j.evaluation.result;

import org.jspecify.annotations.NullMarked;
