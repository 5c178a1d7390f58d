/**
 * The LangChain4j provider: {@link io.github.ssd4j.SsdEngine} holds a loaded model, {@link io.github.ssd4j.SsdChatModel}
 * and {@link io.github.ssd4j.SsdStreamingChatModel} are views of it. The only package that uses LangChain4j.
 */
@NullMarked
package io.github.ssd4j;

import org.jspecify.annotations.NullMarked;
