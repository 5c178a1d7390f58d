package io.github.ssd4j.examples.web;

import java.io.PrintStream;

/** Lines in the terminal, and one that the next takes the place of. */
final class StatusLine {

    private static final String CLEAR_LINE = "\r\033[K";

    private final PrintStream out;
    private final boolean erasable;
    private boolean shown;

    /** @param erasable whether {@code out} is a terminal, which can erase its last line */
    StatusLine(PrintStream out, boolean erasable) {
        this.out = out;
        this.erasable = erasable;
    }

    /** The terminal that the program was started in. */
    @SuppressWarnings(
            "SystemConsoleNull") // From JDK 22 on there always is one: then a pipe gets the passing lines too.
    static StatusLine ofTerminal() {
        return new StatusLine(System.err, System.console() != null);
    }

    /** Shows a line that stays. */
    void line(String line) {
        out.println((shown ? CLEAR_LINE : "") + line);
        shown = false;
    }

    /** Shows a line until the next one; nothing where a line cannot be erased. */
    void show(String line) {
        if (erasable) {
            out.print(CLEAR_LINE + line);
            out.flush();
            shown = true;
        }
    }
}
