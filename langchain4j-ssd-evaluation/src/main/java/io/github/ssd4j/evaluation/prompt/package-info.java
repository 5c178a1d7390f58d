/** How a question is put to a model: as a chat or as a text to go on with. */
@NullMarked
package io.github.ssd4j.evaluation.prompt;

import org.jspecify.annotations.NullMarked;
