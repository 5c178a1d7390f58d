/** The LangChain4j provider. The only package that uses LangChain4j. */
@NullMarked
package io.github.ssd4j;

import org.jspecify.annotations.NullMarked;
