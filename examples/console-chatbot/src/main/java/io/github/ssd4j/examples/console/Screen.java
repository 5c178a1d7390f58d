package io.github.ssd4j.examples.console;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/**
 * What the user sees: answers and figures on one stream, notes and errors on another, a status that vanishes again.
 * Thread-safe, because answers come from the model's thread.
 */
final class Screen {

    static final String PROMPT = "> ";

    private static final String DIM = "\033[2m";
    private static final String ERROR = "\033[31m";
    private static final String RESET = "\033[0m";
    private static final String CLEAR_LINE = "\r\033[K";

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean colours;
    private final boolean transientStatus;
    private @Nullable DraftMark current;
    private boolean marked;
    private boolean legendShown;
    private boolean atLineStart = true;
    private boolean statusShown;

    /**
     * @param out for answers and figures
     * @param err for notes and errors
     * @param colours whether {@code out} shows colours
     * @param transientStatus whether {@code out} can erase its last line
     */
    Screen(PrintWriter out, PrintWriter err, boolean colours, boolean transientStatus) {
        this.out = out;
        this.err = err;
        this.colours = colours;
        this.transientStatus = transientStatus;
    }

    /**
     * A piece of an answer.
     *
     * @param drafter the name of who drafted it; null if the full model wrote it
     */
    synchronized void piece(String text, @Nullable String drafter) {
        clearStatus();
        String clean = withoutControls(text);
        if (clean.isEmpty()) {
            return;
        }
        if (colours) {
            mark(DraftMark.of(drafter));
        }
        out.print(clean);
        out.flush();
        atLineStart = clean.endsWith("\n");
    }

    private void mark(@Nullable DraftMark next) {
        if (next == current) {
            return;
        }
        if (current != null) {
            out.print(RESET);
        }
        if (next != null) {
            out.print(next.code());
            marked = true;
        }
        current = next;
    }

    /** The answer is over: what follows starts on a line of its own. */
    synchronized void endOfAnswer() {
        clearStatus();
        mark(null);
        if (!atLineStart) {
            out.println();
            atLineStart = true;
        }
        out.flush();
    }

    /** Lines beside the answers: figures, help. */
    synchronized void info(String lines) {
        clearStatus();
        out.println(colours ? DIM + lines.replace("\n", RESET + "\n" + DIM) + RESET : lines);
        out.flush();
    }

    /** Explains the marks of drafted text; prints nothing where there are no colours. */
    synchronized void legend() {
        if (!colours) {
            return;
        }
        clearStatus();
        legendShown = true;
        out.println(DIM + "drafted and accepted:" + RESET);
        for (DraftMark mark : DraftMark.values()) {
            out.println("  " + mark.code() + mark.label() + RESET + DIM + "  " + mark.meaning() + RESET);
        }
        out.println(DIM + "unmarked: written by the full model" + RESET);
        out.flush();
    }

    /** Explains the marks once, after the first answer that has any. */
    synchronized void legendOnFirstUse() {
        if (marked && !legendShown) {
            legend();
        }
    }

    /** Asks for a line where no editor does. */
    synchronized void prompt() {
        out.print(PROMPT);
        out.flush();
    }

    /** A line about what goes on. */
    synchronized void note(String line) {
        clearStatus();
        err.println(line);
        err.flush();
    }

    /** A line about what went wrong. */
    synchronized void error(String line) {
        clearStatus();
        err.println(colours ? ERROR + "error:" + RESET + " " + line : "error: " + line);
        err.flush();
    }

    /** Shows a line until something else is shown; nothing where a line cannot be erased. */
    synchronized void status(String line) {
        if (transientStatus) {
            out.print(CLEAR_LINE + (colours ? DIM + line + RESET : line));
            out.flush();
            statusShown = true;
        }
    }

    /** Takes the status away. */
    synchronized void clear() {
        clearStatus();
    }

    private void clearStatus() {
        if (statusShown) {
            out.print(CLEAR_LINE);
            out.flush();
            statusShown = false;
        }
    }

    /** A model can write any character; those that steer a terminal are not passed on. */
    private static String withoutControls(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints()
                .filter(c -> c == '\n' || c == '\t' || !Character.isISOControl(c))
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }
}
