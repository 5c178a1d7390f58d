/** Spring Boot auto-configuration: an engine, its chat models and what watches them, from {@code langchain4j.ssd.*}. */
@NullMarked
package io.github.ssd4j.spring;

import org.jspecify.annotations.NullMarked;
