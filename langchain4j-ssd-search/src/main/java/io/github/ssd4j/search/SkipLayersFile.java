package io.github.ssd4j.search;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.ssd4j.SkipProfiles;
import io.github.ssd4j.internal.Ensure;
import io.github.ssd4j.internal.Json;
import io.github.ssd4j.measurement.io.AtomicFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A {@code skip_layers.json} that a found set is saved in. Only the one profile is written; all else stays as it is, byte
 * for byte. The file is whole at any moment: it is replaced at once, and what it held before is kept beside it with the
 * ending {@code .bak}.
 *
 * <p>Two searches may save in the same file, but not at the very same time.
 */
public final class SkipLayersFile {

    private final Path file;

    private SkipLayersFile(Path file) {
        this.file = file;
    }

    /** The file, which need not exist. */
    public static SkipLayersFile of(Path file) {
        return new SkipLayersFile(Ensure.notNull(file, "file"));
    }

    /**
     * Finds out whether a profile could be saved: better before a long search than after it.
     *
     * @param name of the profile
     * @return true if the file has a profile of that name, which would be replaced
     * @throws IllegalArgumentException if the name cannot be one, the folder is missing, or the file holds no skip profiles
     * @throws IOException if file or folder cannot be written
     */
    public boolean checkWritable(String name) throws IOException {
        requireName(name);
        Path folder = folder();
        Ensure.that(Files.isDirectory(folder), "%s cannot be written: there is no folder %s", file, folder);
        boolean replaces = false;
        if (Files.exists(file)) {
            Ensure.that(Files.isRegularFile(file), "%s cannot be written: it is not a file", file);
            replaces = requireProfiles(read()).names().contains(name);
            if (!Files.isWritable(file)) {
                throw new IOException("%s cannot be written: it is read-only".formatted(file));
            }
        }
        try {
            // Permissions say little about network drives and read-only mounts.
            AtomicFile.of(file).tryFolder();
        } catch (IOException e) {
            throw new IOException(
                    "%s cannot be written: no file can be made in its folder (%s)"
                            .formatted(file, e.getClass().getSimpleName()),
                    e);
        }
        return replaces;
    }

    /**
     * Saves the set of a validation as a profile of the model that was searched for. A profile of the same name is replaced
     * where it stands; a new one comes last.
     *
     * @throws IllegalArgumentException if the name cannot be one, or the file holds no skip profiles
     * @throws IOException if the file cannot be read or written; it is as it was before
     */
    public void save(String name, SearchReport report, Validation validation) throws IOException {
        requireName(name);
        String entry = ProfileJson.entry(name, report, validation);
        String before = Files.exists(file) ? read() : null;
        String after = before == null ? "{\n" + entry + "\n}\n" : put(before, name, entry);
        requireProfiles(after);
        try {
            if (before != null) {
                AtomicFile.of(file.resolveSibling(file.getFileName() + ".bak")).replace(before);
            }
            AtomicFile.of(file).replace(after);
        } catch (IOException e) {
            throw new IOException("%s cannot be written: %s".formatted(file, reason(e)), e);
        }
    }

    /** Puts the entry, which is indented, into the text of a file of profiles. */
    private String put(String text, String name, String entry) throws IOException {
        requireProfiles(text);
        String entryLines = text.contains("\r\n") ? entry.replace("\n", "\r\n") : entry;
        String lineBreak = text.contains("\r\n") ? "\r\n" : "\n";
        int mark = text.startsWith("\uFEFF") ? 1 : 0;
        Place place = find(text.substring(mark), name);
        String begin = text.substring(0, mark + place.begin());
        String end = text.substring(mark + place.end());
        return switch (place.kind()) {
            case REPLACE -> begin + entryLines.strip() + end;
            case APPEND -> begin + "," + lineBreak + entryLines + end;
            case FIRST -> begin + lineBreak + entryLines + lineBreak + end.stripLeading();
        };
    }

    /** Where to put an entry; {@code begin} to {@code end}, exclusive, is what it replaces. */
    private record Place(Kind kind, int begin, int end) {

        enum Kind {
            REPLACE,
            APPEND,
            FIRST
        }
    }

    private static Place find(String text, String name) throws IOException {
        try (JsonParser parser = Json.mapper().createParser(text)) {
            parser.nextToken();
            int behindLast = position(parser.currentLocation().getCharOffset());
            Place.Kind kind = Place.Kind.FIRST;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean found = parser.currentName().equals(name);
                int begin = position(parser.currentTokenLocation().getCharOffset());
                parser.nextToken();
                parser.skipChildren();
                behindLast = position(parser.currentLocation().getCharOffset());
                if (found) {
                    return new Place(Place.Kind.REPLACE, begin, behindLast);
                }
                kind = Place.Kind.APPEND;
            }
            return new Place(kind, behindLast, behindLast);
        }
    }

    private static int position(long offset) {
        return Math.toIntExact(offset);
    }

    private String read() throws IOException {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("%s holds no skip profiles: it is not UTF-8".formatted(file), e);
        } catch (IOException e) {
            throw new IOException("%s cannot be read: %s".formatted(file, reason(e)), e);
        }
    }

    private SkipProfiles requireProfiles(String text) throws IOException {
        return SkipProfiles.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), file.toString());
    }

    private static void requireName(String name) {
        Ensure.that(SkipProfiles.canBeNamed(name), "a skip profile cannot be called '%s'", name);
    }

    private Path folder() {
        return AtomicFile.folderOf(file);
    }

    /** Java's file exceptions have the name of the file for a message. */
    private static String reason(IOException e) {
        return e.getClass().getSimpleName().replace("Exception", "") + reasonOf(e.getMessage());
    }

    private static String reasonOf(@Nullable String message) {
        return message == null ? "" : " (" + message + ")";
    }
}
