package io.github.ssd4j.chat.template;

/** A filter or a test: what it makes of a value. */
interface Filter {

    Object apply(Run run, Object value, Arguments arguments);
}
