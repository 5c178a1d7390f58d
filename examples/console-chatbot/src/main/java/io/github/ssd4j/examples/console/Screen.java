package io.github.ssd4j.examples.console;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the user sees: answers on one stream, all else on another, so that only answers are in a file or a pipe. A status
 * vanishes again. Thread-safe, because answers come from the model's thread.
 */
final class Screen {

    static final String PROMPT = "> ";

    private static final String DIM = "\033[2m";
    private static final String ERROR = "\033[31m";
    private static final String RESET = "\033[0m";
    private static final String CLEAR_LINE = "\r\033[K";

    private final PrintWriter out;
    private final PrintWriter err;
    private final Abilities abilities;
    private final WordWrap wrap;
    private @Nullable DraftMark current;
    private boolean marked;
    private boolean legendShown;
    private boolean atLineStart = true;
    private boolean statusShown;

    /**
     * What the two streams can do.
     *
     * @param colours whether {@code out} shows colours
     * @param errColours whether {@code err} does
     * @param erases whether {@code out} can erase its last line
     * @param width of a line of {@code out} in cells; 0: its lines are not broken
     */
    record Abilities(boolean colours, boolean errColours, boolean erases, IntSupplier width) {

        /** Those of a pipe. */
        static final Abilities NONE = new Abilities(false, false, false, () -> 0);
    }

    /**
     * @param out for answers
     * @param err for figures, notes and errors
     */
    Screen(PrintWriter out, PrintWriter err, Abilities abilities) {
        this.out = out;
        this.err = err;
        this.abilities = abilities;
        this.wrap = new WordWrap(abilities.width(), this::print);
    }

    /**
     * A piece of an answer.
     *
     * @param drafter the name of who drafted it; null if the full model wrote it
     */
    synchronized void piece(String text, @Nullable String drafter) {
        String clean = withoutControls(text);
        if (!clean.isEmpty()) {
            wrap.piece(clean, abilities.colours() ? DraftMark.of(drafter) : null);
            out.flush();
        }
    }

    private void print(String text, @Nullable DraftMark mark) {
        clearStatus();
        mark(mark);
        if (text.equals("\n")) {
            out.println();
        } else {
            out.print(text);
        }
        atLineStart = text.endsWith("\n");
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
        wrap.flush();
        wrap.newLine();
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
        err.println(abilities.errColours() ? DIM + wrapped(lines).replace("\n", RESET + "\n" + DIM) + RESET : lines);
        err.flush();
    }

    /** Broken into lines at words, where a terminal shows them. */
    private String wrapped(String lines) {
        StringBuilder text = new StringBuilder();
        WordWrap words =
                new WordWrap(abilities.errColours() ? abilities.width() : () -> 0, (part, mark) -> text.append(part));
        words.piece(lines, null);
        words.flush();
        return text.toString();
    }

    /** Explains the marks of drafted text; prints nothing where there are no colours. */
    synchronized void legend() {
        if (!abilities.colours() || !abilities.errColours()) {
            return;
        }
        clearStatus();
        err.println(DIM + "drafted and accepted:" + RESET);
        for (DraftMark mark : DraftMark.values()) {
            err.println("  " + mark.code() + mark.label() + RESET + DIM + "  " + mark.meaning() + RESET);
        }
        err.println(DIM + "unmarked: written by the full model" + RESET);
        err.flush();
    }

    /** Explains the marks once, in one line, after the first answer that has any. */
    synchronized void legendOnFirstUse() {
        if (!marked || legendShown || !abilities.errColours()) {
            return;
        }
        legendShown = true;
        String marks = Arrays.stream(DraftMark.values())
                .map(mark -> mark.code() + mark.label() + RESET)
                .collect(Collectors.joining(DIM + ", " + RESET));
        err.println(
                DIM + "drafted by " + RESET + marks + DIM + ", the rest by the full model; /help tells more" + RESET);
        err.flush();
    }

    /** Asks for a line where no editor does. */
    synchronized void prompt() {
        out.print(PROMPT);
        out.flush();
    }

    /** A line about what goes on. */
    synchronized void note(String line) {
        clearStatus();
        err.println(wrapped(line));
        err.flush();
    }

    /** A line about what went wrong. */
    synchronized void error(String line) {
        clearStatus();
        String text = wrapped("error: " + line);
        err.println(abilities.errColours() ? text.replaceFirst("^error:", ERROR + "$0" + RESET) : text);
        err.flush();
    }

    /** Shows a line until something else is shown; nothing where a line cannot be erased. */
    synchronized void status(String line) {
        if (abilities.erases()) {
            // No longer than a line of the terminal, which is all that can be erased.
            int most = abilities.width().getAsInt() - 1;
            String shown = most > 0 && line.length() > most ? line.substring(0, most) : line;
            out.print(CLEAR_LINE + (abilities.colours() ? DIM + shown + RESET : shown));
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
