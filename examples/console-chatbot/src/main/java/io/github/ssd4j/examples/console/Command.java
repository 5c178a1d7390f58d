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
    SET("temperature, top-p, top-k, seed, max-tokens: /set seed 7 changes one"),
    SYSTEM("the system message: /system TEXT changes it, /system none removes it"),
    RESET("forget the conversation"),
    EXIT("leave (also Ctrl-D, or Ctrl-C twice)");

    private final String description;

    Command(String description) {
        this.description = description;
    }

    /** Whether the line is meant as a command, known or not. */
    static boolean isCommand(String line) {
        return line.matches("/[A-Za-z]\\w*") || parse(line).isPresent();
    }

    static Optional<Command> parse(String line) {
        String word = line.split("\\s", 2)[0];
        boolean alone = word.length() == line.length();
        return Arrays.stream(values())
                .filter(command -> command.typed().equals(word.toLowerCase(Locale.ROOT)))
                .filter(command -> alone || command == SET || command == SYSTEM)
                .findFirst();
    }

    /** What is typed behind the command. */
    static String argument(String line) {
        String[] parts = line.split("\\s+", 2);
        return parts.length > 1 ? parts[1].strip() : "";
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
