/** Constrained output: grammars over bytes, made from JSON Schemas or put together, as constraints on the tokens of an answer. */
@NullMarked
package io.github.ssd4j.chat.grammar;

import org.jspecify.annotations.NullMarked;
