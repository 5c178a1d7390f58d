package io.github.ssd4j.examples.console;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What can be typed instead of a message. */
enum Command {
    HELP("list the commands"),
    STATS("figures of the last answer and of all answers"),
    PLAIN("decode without drafts, to compare"),
    SPECULATIVE("decode with drafts again"),
    RESET("forget the conversation"),
    EXIT("leave (also Ctrl-D, or Ctrl-C twice)");

    private final String description;

    Command(String description) {
        this.description = description;
    }

    /** Whether the line is meant as a command, known or not. */
    static boolean isCommand(String line) {
        return line.matches("/[A-Za-z]\\w*");
    }

    static Optional<Command> parse(String line) {
        return Arrays.stream(values())
                .filter(command -> command.typed().equals(line.toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    static List<String> names() {
        return Arrays.stream(values()).map(Command::typed).toList();
    }

    static String help() {
        return Arrays.stream(values())
                        .map(command -> "%-13s %s".formatted(command.typed(), command.description))
                        .collect(Collectors.joining("\n"))
                + "\nCtrl-C        ends the answer that is being written";
    }

    private String typed() {
        return "/" + name().toLowerCase(Locale.ROOT);
    }
}
