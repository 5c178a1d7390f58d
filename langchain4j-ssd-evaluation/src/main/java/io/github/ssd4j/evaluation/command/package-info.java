/** The commands that put questions to a model: their options, their progress, their reports. */
@NullMarked
package io.github.ssd4j.evaluation.command;

import org.jspecify.annotations.NullMarked;
