package io.github.ssd4j.examples.console;

import io.github.ssd4j.examples.console.LineSource.Input;
import java.io.IOException;
import java.util.Optional;

/** Reads messages and commands, shows answers, until the user leaves. */
final class ChatLoop {

    private final Conversation conversation;
    private final LineSource lines;
    private final Talk talk;
    private final Screen screen;
    private boolean leaving;
    private boolean warned;

    ChatLoop(Conversation conversation, LineSource lines, Talk talk, Screen screen) {
        this.conversation = conversation;
        this.lines = lines;
        this.talk = talk;
        this.screen = screen;
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
            screen.error("there is no command " + line + "; /help lists them");
        }
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
            case SET -> set(argument);
            case SYSTEM -> setSystem(argument);
            case RESET -> {
                conversation.reset();
                screen.info("the conversation is forgotten");
            }
            case EXIT -> leaving = true;
        }
    }

    private void set(String argument) {
        try {
            screen.info(conversation.settings().set(argument));
        } catch (IllegalArgumentException e) {
            screen.error(String.valueOf(e.getMessage()));
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
