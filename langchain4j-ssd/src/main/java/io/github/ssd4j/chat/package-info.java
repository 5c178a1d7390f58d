/**
 * Chat templates: how a conversation becomes the text that a model was trained on.
 */
@NullMarked
package io.github.ssd4j.chat;

import org.jspecify.annotations.NullMarked;
