/** Jinja as chat templates use it: a lexer, a parser and an evaluator with the semantics of Jinja2 and Python, within limits. */
@NullMarked
package io.github.ssd4j.chat.template;

import org.jspecify.annotations.NullMarked;
