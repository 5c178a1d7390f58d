package io.github.ssd4j.chat.template;

/** A value that can be called. */
interface Callee {

    Object call(Run run, Arguments arguments);

    /** As an error message names it. */
    default String name() {
        return "a function";
    }
}
