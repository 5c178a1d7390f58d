package io.github.ssd4j.examples.web;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How an answer ended. */
enum Outcome {
    /** The model had said all. */
    COMPLETE,
    /** It was as long as an answer may be, or the context was full. */
    LENGTH,
    /** The user stopped it, or left. */
    STOPPED,
    FAILED;

    @JsonValue
    String json() {
        return name().toLowerCase(Locale.ROOT);
    }
}
