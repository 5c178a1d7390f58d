package io.github.ssd4j.examples.console;

import io.github.ssd4j.examples.console.LineSource.Input;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/** Reads messages and commands, shows answers, until the user leaves. */
final class ChatLoop {

    private final Conversation conversation;
    private final LineSource lines;
    private final Talk talk;
    private final Screen screen;
    private final Models models;
    private boolean leaving;
    private boolean warned;

    /** The models that a chat can go on with. */
    interface Models {

        /**
         * Goes on with another model, in the same conversation.
         *
         * @param name a path or a name
         * @throws RuntimeException if it cannot be opened; then the model is the one before
         */
        void open(String name);

        /** Those that are on this machine, one in a line. */
        String list();

        /** The file that a path stands for, as the user writes it. */
        Path file(String path);
    }

    ChatLoop(Conversation conversation, LineSource lines, Talk talk, Screen screen, Models models) {
        this.conversation = conversation;
        this.lines = lines;
        this.talk = talk;
        this.screen = screen;
        this.models = models;
    }

    void run() throws IOException {
        while (!leaving) {
            Input input = lines.next();
            if (input instanceof Input.Line line) {
                warned = false;
                onLine(line.text().strip());
            } else if (input instanceof Input.Interrupt interrupt) {
                onInterrupt(interrupt);
            } else {
                leaving = true;
            }
        }
    }

    private void onLine(String line) {
        if (line.isEmpty()) {
            return;
        }
        if (!Command.isCommand(line)) {
            talk.ask(line);
            return;
        }
        Optional<Command> command = Command.parse(line);
        if (command.isPresent()) {
            onCommand(command.get(), Command.argument(line));
        } else {
            screen.error(unknown(line));
        }
    }

    private static String unknown(String line) {
        Optional<String> nearest = Command.nearest(line);
        if (nearest.isPresent() && Command.parse(nearest.get()).isPresent() && line.startsWith(nearest.get() + " ")) {
            return nearest.get() + " takes no text behind it";
        }
        return "there is no command " + line + "; "
                + nearest.map(name -> "did you mean " + name + "? ").orElse("") + "/help lists them";
    }

    private void onCommand(Command command, String argument) {
        switch (command) {
            case HELP -> {
                screen.info(Command.help());
                screen.legend();
            }
            case STATS -> screen.info(talk.table());
            case PLAIN -> setSpeculative(false);
            case SPECULATIVE -> setSpeculative(true);
            case SET -> carryOut(argument, conversation.settings()::set);
            case SYSTEM -> setSystem(argument);
            case MODEL -> carryOut(argument, this::model);
            case SAVE -> carryOut(argument, this::save);
            case RESET -> {
                conversation.reset();
                talk.transcript().clear();
                screen.info("the conversation is forgotten");
            }
            case EXIT -> leaving = true;
        }
    }

    /** Shows what a command has to say, or why it could not be carried out. */
    private void carryOut(String argument, Function<String, String> command) {
        try {
            screen.info(command.apply(argument));
        } catch (RuntimeException e) {
            screen.error(Failure.describe(e));
        }
    }

    private String model(String name) {
        if (!name.isEmpty()) {
            models.open(name);
            talk.modelChanged();
        }
        String current = Figures.modelLine(conversation.facts());
        return name.isEmpty() ? current + "\n" + models.list() : current;
    }

    private String save(String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("give a file, for example /save chat.md or /save chat.json");
        }
        try {
            Path file = models.file(name);
            int saved = talk.transcript().save(file, conversation.settings().system());
            return "saved %s to %s".formatted(saved == 1 ? "one answer" : saved + " answers", file);
        } catch (IOException e) {
            throw new IllegalArgumentException("%s cannot be written: %s".formatted(name, Failure.describe(e)), e);
        }
    }

    private void setSystem(String text) {
        if (!conversation.facts().hasChatTemplate()) {
            screen.error("/system needs a model with a chat template");
            return;
        }
        if (!text.isEmpty()) {
            conversation.settings().setSystem(text);
        }
        String system = conversation.settings().system();
        screen.info(system == null ? "no system message" : "system message: " + system);
    }

    private void setSpeculative(boolean speculative) {
        conversation.setSpeculative(speculative);
        screen.info(
                speculative
                        ? "speculative decoding: drafters propose tokens, the full model verifies them"
                        : "plain decoding: one token per pass of the full model");
    }

    /** Ctrl-C discards what was typed; at an empty prompt the second one in a row leaves. */
    private void onInterrupt(Input.Interrupt interrupt) {
        if (!interrupt.discarded().isBlank()) {
            warned = false;
        } else if (warned) {
            leaving = true;
        } else {
            warned = true;
            screen.info("press Ctrl-C again, or Ctrl-D, to leave");
        }
    }
}
