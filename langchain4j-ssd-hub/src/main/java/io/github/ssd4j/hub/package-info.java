/**
 * Opens models by name: {@link io.github.ssd4j.hub.HubModels} finds them in the cache of the Hugging Face hub's own tools,
 * in ours, on the hub, or in Ollama's cache.
 */
@NullMarked
package io.github.ssd4j.hub;

import org.jspecify.annotations.NullMarked;
