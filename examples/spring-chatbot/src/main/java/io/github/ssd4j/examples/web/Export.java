package io.github.ssd4j.examples.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;

/**
 * A conversation as a file to keep: what is shown of it.
 *
 * @param model what answered
 */
record Export(String title, String model, List<Said> messages) {

    private static final int MAX_NAME = 60;

    /** @param outcome how an answer ended */
    record Said(
            String role,
            String content,
            @Nullable Outcome outcome,
            @Nullable Figures figures) {}

    static Export of(Conversation.View conversation, String model) {
        List<Said> messages = new ArrayList<>();
        for (Message message : conversation.messages()) {
            if (message instanceof Message.Question question) {
                messages.add(new Said(question.role(), question.text(), null, null));
            } else if (message instanceof Message.Reply reply) {
                messages.add(new Said(reply.role(), reply.text(), reply.outcome(), reply.figures()));
            }
        }
        return new Export(conversation.title(), model, messages);
    }

    /** The forms that there are. */
    enum Format {
        MARKDOWN("text/markdown;charset=UTF-8", "md"),
        JSON(MediaType.APPLICATION_JSON_VALUE, "json");

        private final String type;
        private final String suffix;

        Format(String type, String suffix) {
            this.type = type;
            this.suffix = suffix;
        }

        MediaType type() {
            return MediaType.parseMediaType(type);
        }

        /** @throws IllegalArgumentException if there is none of that name */
        static Format named(String name) {
            for (Format format : values()) {
                if (format.name().toLowerCase(Locale.ROOT).equals(name)) {
                    return format;
                }
            }
            throw new IllegalArgumentException("The format must be markdown or json, but is: '%s'".formatted(name));
        }
    }

    /** A name that every file system takes. */
    String fileName(Format format) {
        String name = title.replaceAll("[^\\p{L}\\p{N}]+", "-").replaceAll("^-|-$", "");
        String cut = name.length() <= MAX_NAME ? name : name.substring(0, MAX_NAME);
        return "%s.%s".formatted(cut.isEmpty() ? "conversation" : cut, format.suffix);
    }

    /** Headings of the second level are who speaks; what is said stays as it is. */
    String markdown() {
        StringBuilder text = new StringBuilder("# %s\n\nAnswered by %s.\n".formatted(title, model));
        for (Said said : messages) {
            text.append("\n## %s\n\n%s\n"
                    .formatted(
                            said.role().equals("user") ? "Question" : "Answer",
                            said.content().strip()));
            if (said.outcome() != null && said.outcome() != Outcome.COMPLETE) {
                text.append("\n*(%s)*\n".formatted(said.outcome().json()));
            }
        }
        return text.toString();
    }
}
