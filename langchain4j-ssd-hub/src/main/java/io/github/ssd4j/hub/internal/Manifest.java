package io.github.ssd4j.hub.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a folder of fetched files must hold. It is written last, so a folder without one is not complete.
 *
 * <p>Models are large: a file whose size and time of change are those of its entry is taken as it is, any other is compared
 * with the checksum again. That shows whether a file has changed since it was fetched.
 *
 * @param entries by file name relative to the folder, with {@code /} between folders
 */
public record Manifest(Map<String, Entry> entries) {

    private static final String FILE = ".manifest";
    private static final Pattern LINE = Pattern.compile("(sha256|git_blob):([0-9a-f]+) (\\d+) (\\d+) (.+)");

    /**
     * One file.
     *
     * @param checksum what it must have
     * @param size in bytes
     * @param changedMillis when it was last changed, as the file system said when the entry was made
     */
    public record Entry(Checksum checksum, long size, long changedMillis) {

        /** The entry of a file that has that checksum now, whether or not it could be compared with one from elsewhere. */
        public static Entry of(Path file, Checksum checksum) throws IOException {
            return new Entry(
                    checksum, Files.size(file), Files.getLastModifiedTime(file).toMillis());
        }
    }

    public Manifest {
        entries = Map.copyOf(entries);
    }

    /** Reads a folder's manifest; no entries when there is none, or one that cannot be understood. */
    public static Manifest read(Path folder) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        try {
            for (String line : Files.readAllLines(folder.resolve(FILE))) {
                Matcher matcher = LINE.matcher(line);
                if (!matcher.matches()) {
                    return new Manifest(Map.of());
                }
                Checksum.Kind kind = Checksum.Kind.valueOf(matcher.group(1).toUpperCase(Locale.ROOT));
                entries.put(
                        matcher.group(5),
                        new Entry(
                                new Checksum(kind, matcher.group(2)),
                                Long.parseLong(matcher.group(3)),
                                Long.parseLong(matcher.group(4))));
            }
        } catch (IOException | IllegalArgumentException e) {
            // As good as none: the files are fetched anew.
            return new Manifest(Map.of());
        }
        return new Manifest(entries);
    }

    public void write(Path folder) throws IOException {
        List<String> lines = new ArrayList<>();
        entries.forEach((name, entry) -> lines.add("%s:%s %d %d %s"
                .formatted(
                        entry.checksum.kind().name().toLowerCase(Locale.ROOT),
                        entry.checksum.hex(),
                        entry.size,
                        entry.changedMillis,
                        name)));
        Path part = folder.resolve(FILE + ".part");
        Files.write(part, lines);
        CacheFolder.move(part, folder.resolve(FILE));
    }

    /** Names of the files that are missing or are not what was fetched. */
    public List<String> damaged(Path folder) throws IOException {
        return damaged(folder, entries.keySet());
    }

    /** Names of those of the given files that are missing, not listed here, or not what was fetched. */
    public List<String> damaged(Path folder, Collection<String> files) throws IOException {
        List<String> damaged = new ArrayList<>();
        for (String file : files) {
            Entry entry = entries.get(file);
            if (entry == null || !isIntact(folder.resolve(file), entry)) {
                damaged.add(file);
            }
        }
        return damaged;
    }

    private static boolean isIntact(Path file, Entry entry) throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) != entry.size) {
            return false;
        }
        return Files.getLastModifiedTime(file).toMillis() == entry.changedMillis || entry.checksum.matches(file);
    }
}
