package io.github.ssd4j.examples.console;

import java.io.IOException;

/** Where the user's lines come from. */
interface LineSource {

    /** The next line; waits for it. */
    Input next() throws IOException;

    /** What came. */
    sealed interface Input {

        /** A whole line, without its end. */
        record Line(String text) implements Input {}

        /**
         * Ctrl-C.
         *
         * @param discarded what had been typed so far
         */
        record Interrupt(String discarded) implements Input {}

        /** Ctrl-D, or the end of the file. */
        record End() implements Input {}
    }
}
