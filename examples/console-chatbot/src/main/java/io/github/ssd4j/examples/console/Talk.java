package io.github.ssd4j.examples.console;

import io.github.ssd4j.speculative.GenerationStats;
import java.io.PrintWriter;
import java.io.StringWriter;

/** Asks the model and shows the answer and its figures. */
final class Talk {

    private final Conversation conversation;
    private final Screen screen;
    private final Detail detail;
    private final Transcript transcript = new Transcript();
    private Figures figures;

    Talk(Conversation conversation, Screen screen, Detail detail) {
        this.conversation = conversation;
        this.screen = screen;
        this.detail = detail;
        this.figures = new Figures(conversation.facts());
    }

    /** How much is shown beside the answers. */
    enum Detail {
        /** Nothing but errors. */
        QUIET,
        /** A short line of figures. */
        NORMAL,
        /** All figures in a long line, and the stack traces of errors. */
        VERBOSE
    }

    /** How a question was answered. */
    enum Outcome {
        ANSWERED,
        CANCELLED,
        FAILED
    }

    /** Shows the answer while it is written, then its figures, or why there is none. */
    Outcome ask(String question) {
        StringBuilder text = new StringBuilder();
        Answer answer;
        try {
            if (detail != Detail.QUIET) {
                screen.status("reading the prompt ...");
            }
            answer = conversation.ask(question, (piece, drafter) -> {
                text.append(piece);
                screen.piece(piece, drafter);
            });
        } catch (RuntimeException e) {
            screen.endOfAnswer();
            report(e, screen, detail == Detail.VERBOSE);
            return Outcome.FAILED;
        }
        screen.endOfAnswer();
        if (!text.isEmpty()) {
            transcript.add(new Transcript.Turn(conversation.facts().model(), question, text.toString(), answer));
        }
        GenerationStats stats = answer.stats();
        if (answer.ending() == Answer.Ending.CANCELLED || stats == null) {
            beside("cancelled");
            return Outcome.CANCELLED;
        }
        figures.add(stats);
        boolean cutOff = answer.ending() == Answer.Ending.CUT_OFF;
        if (detail != Detail.QUIET) {
            screen.legendOnFirstUse();
        }
        beside(
                detail == Detail.VERBOSE
                        ? Figures.line(stats, cutOff, conversation.facts())
                        : Figures.shortLine(stats, cutOff));
        return Outcome.ANSWERED;
    }

    private void beside(String line) {
        if (detail != Detail.QUIET) {
            screen.info(line);
        }
    }

    /** What was said, to be saved. */
    Transcript transcript() {
        return transcript;
    }

    /** The model has changed, and its figures begin anew. */
    void modelChanged() {
        figures = new Figures(conversation.facts());
    }

    /** The figures of the last answer and of all answers. */
    String table() {
        return figures.table();
    }

    /** Says in one line what went wrong. */
    static void report(Throwable failure, Screen screen, boolean verbose) {
        screen.error(Failure.describe(failure));
        if (verbose) {
            StringWriter trace = new StringWriter();
            failure.printStackTrace(new PrintWriter(trace));
            screen.note(trace.toString());
        }
    }
}
