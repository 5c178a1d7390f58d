/** Any chat model of LangChain4j, named by its class and set up by the names and texts of its options. */
@NullMarked
package io.github.ssd4j.evaluation.peer;

import org.jspecify.annotations.NullMarked;
