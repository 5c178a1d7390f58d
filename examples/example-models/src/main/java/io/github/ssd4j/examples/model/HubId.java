package io.github.ssd4j.examples.model;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model on the Hugging Face hub: {@code org/name}, or {@code org/name@revision} for a branch, tag or commit.
 *
 * @param organisation owner of the repository
 * @param name name of the repository
 * @param revision branch, tag or commit; {@code main} when none was given
 */
public record HubId(String organisation, String name, String revision) {

    private static final String PART = "[A-Za-z0-9][A-Za-z0-9._-]{0,95}";
    private static final Pattern ID =
            Pattern.compile("(" + PART + ")/(" + PART + ")(?:@([A-Za-z0-9][A-Za-z0-9._-]*))?");

    public HubId {
        Objects.requireNonNull(organisation, "organisation");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(revision, "revision");
    }

    /** Reads {@code org/name[@revision]}; empty when the text has another form. */
    public static Optional<HubId> parse(String text) {
        Matcher matcher = ID.matcher(text);
        if (!matcher.matches() || text.contains("..")) {
            return Optional.empty();
        }
        String revision = matcher.group(3);
        return Optional.of(new HubId(matcher.group(1), matcher.group(2), revision == null ? "main" : revision));
    }

    /** {@code org/name}, as it stands in the hub's addresses. */
    public String repository() {
        return organisation + "/" + name;
    }

    /** The folder name that every hub cache uses for this model. */
    public String folderName() {
        return "models--" + organisation + "--" + name;
    }

    @Override
    public String toString() {
        return revision.equals("main") ? repository() : repository() + "@" + revision;
    }
}
