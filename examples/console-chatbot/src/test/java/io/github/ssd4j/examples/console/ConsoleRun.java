package io.github.ssd4j.examples.console;

import io.github.ssd4j.examples.model.ModelSource;
import io.github.ssd4j.hub.FetchListener;
import io.github.ssd4j.hub.HubEnvironment;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.DumbTerminal;
import org.jline.terminal.impl.ExternalTerminal;

/** Runs the whole chatbot in this JVM, as its {@code main} does, on pipes or on a terminal inside this JVM. */
final class ConsoleRun {

    final Path home;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final StringWriter err = new StringWriter();
    private final InputStream keys;
    private final boolean terminal;
    private int exitCode = -1;

    private ConsoleRun(Path home, InputStream keys, boolean terminal) {
        this.home = home;
        this.keys = keys;
        this.terminal = terminal;
    }

    /** With piped input; the home folder holds the caches. */
    static ConsoleRun onPipes(Path home, String input) {
        return new ConsoleRun(home, new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), false);
    }

    /** In a terminal with colours and line editing. */
    static ConsoleRun onTerminal(Path home, InputStream keys) {
        return new ConsoleRun(home, keys, true);
    }

    /** The folder of the model that ships with the examples; out of a jar, it is unpacked into the cache. */
    static String builtIn(Path home) {
        return new ModelSource(environment(home), true, FetchListener.NONE)
                .locate(null)
                .path()
                .toString();
    }

    private static HubEnvironment environment(Path home) {
        return new HubEnvironment(Map.of("HF_HUB_OFFLINE", "1"), home, "Linux");
    }

    ConsoleRun execute(String... arguments) {
        ConsoleChatbot chatbot = new ConsoleChatbot(environment(home), colours -> {
            Terminal jline = terminal
                    ? new ExternalTerminal("test", "xterm", keys, out, StandardCharsets.UTF_8)
                    : new DumbTerminal("test", "dumb", keys, out, StandardCharsets.UTF_8);
            return new Console(jline, new PrintWriter(err, true), colours, terminal, terminal);
        });
        exitCode = chatbot.commandLine().setErr(new PrintWriter(err, true)).execute(arguments);
        return this;
    }

    int exitCode() {
        return exitCode;
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    /** The lines of the standard output. */
    List<String> lines() {
        return out().lines().toList();
    }

    List<String> errorLines() {
        return err.toString().lines().toList();
    }

    /** Waits until the text is to be seen, while another thread executes. */
    void awaitShown(String text) throws InterruptedException {
        while (!out().contains(text)) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }
}
