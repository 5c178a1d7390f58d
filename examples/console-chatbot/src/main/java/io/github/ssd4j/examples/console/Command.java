package io.github.ssd4j.examples.console;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What can be typed instead of a message. */
enum Command {
    HELP("list the commands", false, "/?"),
    STATS("figures of the last answer and of all answers", false),
    PLAIN("decode without drafts, to compare", false),
    SPECULATIVE("decode with drafts again", false),
    SET("temperature, seed, longest answer, ...; /set seed 7 changes one", true),
    SYSTEM("the system message; /system TEXT sets it, /system none removes it", true),
    MODEL("the model; /model NAME opens another one, by path or name", true),
    SAVE("/save FILE writes the conversation: Markdown (.md) or JSON (.json)", true),
    RESET("forget the conversation", false),
    EXIT("leave (also /bye, /quit, Ctrl-D, or Ctrl-C twice)", false, "/bye", "/quit");

    private final String description;
    private final boolean takesText;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> others;

    Command(String description, boolean takesText, String... others) {
        this.description = description;
        this.takesText = takesText;
        this.others = List.of(others);
    }

    /** Whether the line is meant as a command, known or not. */
    static boolean isCommand(String line) {
        return line.matches("/[A-Za-z]\\w*")
                || parse(line).isPresent()
                || (word(line).matches("/[A-Za-z]\\w*") && nearest(line).isPresent());
    }

    static Optional<Command> parse(String line) {
        boolean alone = word(line).length() == line.length();
        return Arrays.stream(values())
                .filter(command -> command.spellings().anyMatch(word(line).toLowerCase(Locale.ROOT)::equals))
                .filter(command -> alone || command.takesText)
                .findFirst();
    }

    /** The command that a line without one was probably meant to be. */
    static Optional<String> nearest(String line) {
        return Suggestion.nearest(word(line), names());
    }

    private static String word(String line) {
        return line.split("\\s", 2)[0];
    }

    /** What is typed behind the command. */
    static String argument(String line) {
        String[] parts = line.split("\\s+", 2);
        return parts.length > 1 ? parts[1].strip() : "";
    }

    /** All spellings of all commands. */
    static List<String> names() {
        return Arrays.stream(values()).flatMap(Command::spellings).toList();
    }

    static String help() {
        return Arrays.stream(values())
                        .map(command -> "%-13s %s".formatted(command.typed(), command.description))
                        .collect(Collectors.joining("\n"))
                + "\nCtrl-C        ends the answer that is being written";
    }

    private Stream<String> spellings() {
        return Stream.concat(Stream.of(typed()), others.stream());
    }

    private String typed() {
        return "/" + name().toLowerCase(Locale.ROOT);
    }
}
