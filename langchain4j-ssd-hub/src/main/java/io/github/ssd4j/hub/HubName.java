package io.github.ssd4j.hub;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A model on the Hugging Face hub: {@code org/name}, or {@code org/name@revision} for a branch, tag or commit. {@code
 * :Q4_K_M} behind it chooses the GGUF file of that quantisation, {@code /file.gguf} a GGUF file by its name.
 *
 * @param organisation owner of the repository
 * @param name name of the repository
 * @param revision branch, tag or commit; {@code main} when none was given
 * @param quantisation of a GGUF file, as it was given; null when none was given
 * @param file path of a GGUF file in the repository; null when none was given
 */
record HubName(
        String organisation,
        String name,
        String revision,
        @Nullable String quantisation,
        @Nullable String file) {

    private static final String PART = "[A-Za-z0-9][A-Za-z0-9._-]{0,95}";
    private static final Pattern NAME = Pattern.compile(
            "(%1$s)/(%1$s)(?:@([A-Za-z0-9][A-Za-z0-9._-]*))?(?::(%1$s)|/((?:%1$s/)*%1$s\\.gguf))?".formatted(PART));

    /** Reads a name; empty when the text has another form. Two parts of which the second is a file are a path. */
    static Optional<HubName> parse(String text) {
        Matcher matcher = NAME.matcher(text);
        if (!matcher.matches() || text.contains("..") || matcher.group(2).endsWith(".gguf")) {
            return Optional.empty();
        }
        String revision = matcher.group(3);
        return Optional.of(new HubName(
                matcher.group(1),
                matcher.group(2),
                revision == null ? "main" : revision,
                matcher.group(4),
                matcher.group(5)));
    }

    /** {@code org/name}, as it stands in the hub's addresses. */
    String repository() {
        return organisation + "/" + name;
    }

    /** The repository with its revision, without the choice of a file. */
    String repositoryAtRevision() {
        return revision.equals("main") ? repository() : repository() + "@" + revision;
    }

    /** The folder name that every hub cache uses for this repository. */
    String folderName() {
        return "models--" + organisation + "--" + name;
    }

    /** True if one GGUF model of the repository is meant. */
    boolean choosesGguf() {
        return quantisation != null || file != null;
    }

    @Override
    public String toString() {
        String choice = quantisation != null ? ":" + quantisation : file != null ? "/" + file : "";
        return repositoryAtRevision() + choice;
    }
}
