package io.github.ssd4j.evaluation.code;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/** An empty folder for one program, deleted with all that the program left in it. */
final class WorkFolder implements AutoCloseable {

    private final Path path;

    WorkFolder() throws IOException {
        path = Files.createTempDirectory("ssd-program").toRealPath();
    }

    Path path() {
        return path;
    }

    /** Follows no link, and opens what the program closed with permissions. */
    @Override
    public void close() throws IOException {
        Deque<Path> open = new ArrayDeque<>(List.of(path));
        List<Path> folders = new ArrayList<>();
        while (!open.isEmpty()) {
            Path folder = open.pop();
            folders.add(folder);
            Files.setPosixFilePermissions(
                    folder,
                    Set.of(
                            PosixFilePermission.OWNER_READ,
                            PosixFilePermission.OWNER_WRITE,
                            PosixFilePermission.OWNER_EXECUTE));
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
                for (Path entry : entries) {
                    if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                        open.push(entry);
                    } else {
                        Files.delete(entry);
                    }
                }
            }
        }
        for (int i = folders.size() - 1; i >= 0; i--) {
            Files.delete(folders.get(i));
        }
    }
}
