package io.github.ssd4j.examples.console;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.terminal.impl.DumbTerminal;
import org.jline.terminal.spi.SystemStream;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;

/**
 * The terminal that the program was started in, or the pipes in its place.
 *
 * <p>Ctrl-C ends the program until {@link #onInterrupt} says otherwise; that also holds inside Maven's JVM, in which
 * {@code exec:java} runs.
 */
final class Console implements Closeable {

    private final Terminal terminal;
    private final boolean editing;
    private final boolean person;
    private final Screen screen;
    private @Nullable Object formerHandler;

    /**
     * @param colours whether the user wants colours where the terminal has them
     * @param errColours whether {@code err} shows colours
     * @param person whether a person sits there, rather than a pipe
     */
    Console(Terminal terminal, PrintWriter err, boolean colours, boolean errColours, boolean person) {
        this.terminal = terminal;
        this.person = person;
        // JLine stands in with this one where there is no terminal, or one that cannot do anything.
        this.editing = !(terminal instanceof DumbTerminal);
        this.screen = new Screen(
                terminal.writer(),
                err,
                new Screen.Abilities(
                        editing && colours, colours && errColours, editing, editing ? terminal::getWidth : () -> 0));
    }

    /**
     * The terminal of this process.
     *
     * @param colours whether the user wants colours where the terminal has them
     */
    static Console system(boolean colours) throws IOException {
        Charset charset = charset();
        Terminal terminal = TerminalBuilder.builder()
                .system(true)
                .systemOutput(TerminalBuilder.SystemOutput.SysOut)
                .dumb(true)
                .encoding(charset)
                .build();
        PrintWriter err = new PrintWriter(System.err, true, charset);
        boolean errColours = !terminal.getType().startsWith(Terminal.TYPE_DUMB) && isTerminal(SystemStream.Error);
        // The standard input can also be a terminal that JLine cannot edit lines in.
        return new Console(terminal, err, colours, errColours, isTerminal(SystemStream.Input));
    }

    private static boolean isTerminal(SystemStream stream) {
        return TerminalBuilder.builder().getProviders(null, new IllegalStateException()).stream()
                .anyMatch(provider -> provider.isSystemStream(stream));
    }

    /** The locale's; a locale without one gets UTF-8, which contains ASCII, rather than question marks. */
    private static Charset charset() {
        Charset charset = Charset.defaultCharset();
        return charset.equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : charset;
    }

    Screen screen() {
        return screen;
    }

    /** Whether a person sits there. */
    boolean hasPerson() {
        return person;
    }

    /** Does not show keys from now on, outside of the editing of a line: what is typed too early comes with the next line. */
    void hideKeys() {
        if (editing) {
            Attributes attributes = terminal.getAttributes();
            attributes.setLocalFlag(Attributes.LocalFlag.ECHO, false);
            terminal.setAttributes(attributes);
        }
    }

    /**
     * The user's lines.
     *
     * @param history where the lines are kept between two runs
     */
    LineSource lines(@Nullable Path history) {
        return editing
                ? new TerminalLines(terminal, history)
                : new ReaderLines(new BufferedReader(terminal.reader()), person ? screen::prompt : () -> {});
    }

    /** What Ctrl-C does from now on, outside of the editing of a line. */
    void onInterrupt(Runnable action) {
        if (editing) {
            terminal.handle(Terminal.Signal.INT, signal -> action.run());
        } else {
            formerHandler = Signals.register(Terminal.Signal.INT.name(), action);
        }
    }

    @Override
    public void close() throws IOException {
        if (formerHandler != null) {
            Signals.unregister(Terminal.Signal.INT.name(), formerHandler);
        }
        terminal.close();
    }
}
