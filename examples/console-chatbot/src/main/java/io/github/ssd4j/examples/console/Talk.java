package io.github.ssd4j.examples.console;

import io.github.ssd4j.speculative.GenerationStats;
import java.io.PrintWriter;
import java.io.StringWriter;

/** Asks the model and shows the answer and its figures. */
final class Talk {

    private final Conversation conversation;
    private final Screen screen;
    private final boolean verbose;
    private final Figures figures;

    /**
     * @param verbose whether an error shows its stack trace
     */
    Talk(Conversation conversation, Screen screen, boolean verbose) {
        this.conversation = conversation;
        this.screen = screen;
        this.verbose = verbose;
        this.figures = new Figures(conversation.facts());
    }

    /** How a question was answered. */
    enum Outcome {
        ANSWERED,
        CANCELLED,
        FAILED
    }

    /** Shows the answer while it is written, then its figures, or why there is none. */
    Outcome ask(String question) {
        Answer answer;
        try {
            screen.status("reading the prompt ...");
            answer = conversation.ask(question, screen::piece);
        } catch (RuntimeException e) {
            screen.endOfAnswer();
            report(e, screen, verbose);
            return Outcome.FAILED;
        }
        screen.endOfAnswer();
        GenerationStats stats = answer.stats();
        if (answer.ending() == Answer.Ending.CANCELLED || stats == null) {
            screen.info("[cancelled]");
            return Outcome.CANCELLED;
        }
        screen.legendOnFirstUse();
        figures.add(stats);
        screen.info(Figures.line(stats, answer.ending() == Answer.Ending.CUT_OFF, conversation.facts()));
        return Outcome.ANSWERED;
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
