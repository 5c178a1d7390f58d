/** The engine behind the chat-completions interface of OpenAI, for clients and front ends that speak it. */
@NullMarked
package io.github.ssd4j.examples.web.openai;

import org.jspecify.annotations.NullMarked;
