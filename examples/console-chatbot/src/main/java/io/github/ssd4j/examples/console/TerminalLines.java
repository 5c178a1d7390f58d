package io.github.ssd4j.examples.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.reader.impl.completer.StringsCompleter;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/** Lines that are edited in a terminal, with history, search and completion of the commands. */
final class TerminalLines implements LineSource {

    private final LineReader reader;

    /**
     * @param history where the lines are kept between two runs; null to forget them
     */
    TerminalLines(Terminal terminal, @Nullable Path history) {
        // A question is no shell command: its quotes, backslashes and exclamation marks are plain characters.
        DefaultParser parser = new DefaultParser();
        parser.setQuoteChars(new char[0]);
        parser.setEscapeChars(new char[0]);
        LineReaderBuilder builder = LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("console-chatbot")
                .parser(parser)
                .completer(new StringsCompleter(Command.names()))
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .option(LineReader.Option.BRACKETED_PASTE, true)
                .option(LineReader.Option.INSERT_TAB, false);
        if (history != null && canKeep(history)) {
            builder.variable(LineReader.HISTORY_FILE, history);
        }
        this.reader = builder.build();
    }

    @Override
    public Input next() {
        try {
            return new Input.Line(reader.readLine(Screen.PROMPT));
        } catch (UserInterruptException e) {
            return new Input.Interrupt(e.getPartialLine() == null ? "" : e.getPartialLine());
        } catch (EndOfFileException e) {
            return new Input.End();
        }
    }

    /** A chat works without a history, so a folder that cannot be written is no error. */
    private static boolean canKeep(Path history) {
        try {
            Files.createDirectories(history.toAbsolutePath().getParent());
            return Files.isWritable(
                    Files.exists(history) ? history : history.toAbsolutePath().getParent());
        } catch (IOException e) {
            return false;
        }
    }
}
