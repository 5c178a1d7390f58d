package io.github.ssd4j.chat.template;

/** Python's {@code None}, and the absence of a value in a variable or an argument, so that no value is ever null. */
enum None {
    NONE,
    MISSING
}
