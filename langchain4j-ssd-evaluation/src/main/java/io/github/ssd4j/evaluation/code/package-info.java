/** Code problems in the manner of HumanEval: answers become programs, programs are run under limits and counted. */
@NullMarked
package io.github.ssd4j.evaluation.code;

import org.jspecify.annotations.NullMarked;
