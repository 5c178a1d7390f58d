/** What models are asked, read from files. */
@NullMarked
package io.github.ssd4j.evaluation.data;

import org.jspecify.annotations.NullMarked;
