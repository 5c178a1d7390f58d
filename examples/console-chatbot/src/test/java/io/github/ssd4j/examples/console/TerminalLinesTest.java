package io.github.ssd4j.examples.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ssd4j.examples.console.LineSource.Input;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.ExternalTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The chat in a terminal that lives in this JVM, with keys that are typed through a pipe. */
@Timeout(120)
class TerminalLinesTest {

    private static final String CTRL_C = "\u0003";
    private static final String CTRL_D = "\u0004";
    private static final String CTRL_P = "\u0010";

    private static final ChatLoop.Models NO_MODELS = new ChatLoop.Models() {
        @Override
        public void open(String name) {
            throw new IllegalArgumentException(name);
        }

        @Override
        public String list() {
            return "";
        }

        @Override
        public Path file(String path) {
            return Path.of(path);
        }
    };

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private PipedOutputStream keys;
    private Console console;

    @BeforeEach
    void openTerminal() throws IOException {
        keys = new PipedOutputStream();
        Terminal terminal =
                new ExternalTerminal("test", "xterm", new PipedInputStream(keys), shown, StandardCharsets.UTF_8);
        // As in a real terminal, the standard error is seen there too.
        PrintWriter err = new PrintWriter(shown, true, StandardCharsets.UTF_8);
        console = new Console(terminal, err, true, true, true);
        // As the chatbot does: what is shown has been read by the editor, and is no echo of the terminal.
        console.hideKeys();
    }

    @AfterEach
    void closeTerminal() throws IOException {
        console.close();
    }

    @Test
    void should_take_quotes_backslashes_and_exclamation_marks_as_they_are() throws IOException {
        // given
        LineSource lines = console.lines(null);

        // when
        type("What's \\up\\, \"Jim? Hi!! !x\r");

        // then
        assertThat(lines.next()).isEqualTo(new Input.Line("What's \\up\\, \"Jim? Hi!! !x"));
    }

    @Test
    void should_complete_commands() throws IOException {
        // given
        LineSource lines = console.lines(null);

        // when
        type("/sp\t\r");

        // then
        assertThat(lines.next()).isEqualTo(new Input.Line("/speculative "));
    }

    @Test
    void should_discard_the_line_on_ctrl_c_and_end_on_ctrl_d() throws IOException {
        // given
        LineSource lines = console.lines(null);

        // when
        type("half a li");
        CompletableFuture<Input> first = CompletableFuture.supplyAsync(() -> next(lines));
        awaitShown("half a li");
        type(CTRL_C);

        // then
        assertThat(first.join()).isEqualTo(new Input.Interrupt("half a li"));
        type(CTRL_D);
        assertThat(lines.next()).isEqualTo(new Input.End());
    }

    @Test
    void should_remember_lines_from_one_run_to_the_next() throws IOException {
        // given
        Path history = folder.resolve("new/history");
        LineSource first = console.lines(history);
        type("remember me\r");
        first.next();

        // when
        LineSource second = console.lines(history);
        type(CTRL_P + "\r");

        // then
        assertThat(second.next()).isEqualTo(new Input.Line("remember me"));
        assertThat(history).content().contains("remember me");
    }

    @Test
    void should_work_without_a_history_that_cannot_be_kept() throws IOException {
        // given
        Path file = Files.writeString(folder.resolve("file"), "");

        // when
        LineSource lines = console.lines(file.resolve("history"));
        type("Hello\r");

        // then
        assertThat(lines.next()).isEqualTo(new Input.Line("Hello"));
    }

    @Test
    void should_leave_on_the_second_ctrl_c_at_an_empty_prompt() throws Exception {
        // given
        CompletableFuture<Void> chat = chat(new ScriptedConversation());

        // when
        awaitShown("> ");
        type(CTRL_C);
        awaitShown("press Ctrl-C again, or Ctrl-D, to leave");
        TimeUnit.MILLISECONDS.sleep(300);
        type(CTRL_C);

        // then
        chat.get(30, TimeUnit.SECONDS);
    }

    @Test
    void should_cancel_the_answer_on_ctrl_c_and_go_on() throws Exception {
        // given
        ScriptedConversation conversation = new ScriptedConversation();
        CompletableFuture<Void> chat = chat(conversation);

        // when
        type("wait\r");
        conversation.waiting.await();
        type(CTRL_C);
        awaitShown("cancelled");
        type("Hello\r");
        awaitShown("\033[32mHello");
        type("/exit\r");

        // then
        chat.get(30, TimeUnit.SECONDS);
        assertThat(conversation.log).containsExactly("ask wait", "ask Hello");
    }

    private CompletableFuture<Void> chat(ScriptedConversation conversation) {
        console.onInterrupt(conversation::cancel);
        Talk talk = new Talk(conversation, console.screen(), Talk.Detail.NORMAL);
        ChatLoop loop = new ChatLoop(conversation, console.lines(null), talk, console.screen(), NO_MODELS);
        return CompletableFuture.runAsync(() -> {
            try {
                loop.run();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static Input next(LineSource lines) {
        try {
            return lines.next();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void type(String text) throws IOException {
        keys.write(text.getBytes(StandardCharsets.UTF_8));
        keys.flush();
    }

    private void awaitShown(String text) {
        while (!shown.toString(StandardCharsets.UTF_8).contains(text)) {
            try {
                TimeUnit.MILLISECONDS.sleep(20);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
