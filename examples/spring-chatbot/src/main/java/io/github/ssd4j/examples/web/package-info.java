/** A chat in the browser with a local model: Spring MVC, events over HTTP and LangChain4j's AI services. */
@NullMarked
package io.github.ssd4j.examples.web;

import org.jspecify.annotations.NullMarked;
