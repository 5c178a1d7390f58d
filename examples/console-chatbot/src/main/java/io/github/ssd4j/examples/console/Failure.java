package io.github.ssd4j.examples.console;

import java.util.Set;

/** Puts a failure into one line for the user. */
final class Failure {

    /** Failures whose message is written for the user; a defect of the program shows its type as well. */
    private static final Set<String> OWN_PACKAGES = Set.of("io.github.ssd4j", "dev.langchain4j");

    private Failure() {}

    static String describe(Throwable failure) {
        String message = failure.getMessage();
        String type = failure.getClass().getName();
        if (message == null || message.isBlank()) {
            return type + "; run again with --verbose to see where";
        }
        String line = oneLine(message);
        boolean forUser = failure instanceof IllegalArgumentException
                || OWN_PACKAGES.stream().anyMatch(own -> type.startsWith(own + "."));
        return forUser ? line : failure.getClass().getSimpleName() + ": " + line;
    }

    /** The text with its line breaks made into spaces. */
    static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
