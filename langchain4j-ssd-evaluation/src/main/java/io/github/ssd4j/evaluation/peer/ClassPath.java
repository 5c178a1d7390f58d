package io.github.ssd4j.evaluation.peer;

import io.github.ssd4j.internal.Ensure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/** Where the classes of a peer are, beside those of this program. */
final class ClassPath {

    private ClassPath() {}

    /**
     * A loader of those classes. What this program has itself it loads from there, so that a chat model is a {@code ChatModel}
     * on both sides.
     *
     * @param entries jars, folders of classes or of jars, and {@code folder/*} for its jars
     */
    static URLClassLoader loader(List<Path> entries) {
        List<URL> urls = new ArrayList<>();
        for (Path entry : entries) {
            files(entry).forEach(file -> urls.add(url(file)));
        }
        return new URLClassLoader("peer", urls.toArray(URL[]::new), ClassPath.class.getClassLoader());
    }

    private static List<Path> files(Path entry) {
        if (String.valueOf(entry.getFileName()).equals("*")) {
            Path folder = Objects.requireNonNullElse(entry.getParent(), Path.of(""));
            List<Path> jars = Files.isDirectory(folder) ? jars(folder) : List.of();
            Ensure.that(!jars.isEmpty(), "there are no jars for the class path entry %s", entry);
            return jars;
        }
        Ensure.that(Files.exists(entry), "there is no such file or folder as the class path entry %s", entry);
        if (!Files.isDirectory(entry)) {
            requireJar(entry);
            return List.of(entry);
        }
        List<Path> files = new ArrayList<>(List.of(entry));
        // Where a shell or an operating system does not let a * through, the folder alone must do.
        files.addAll(jars(entry));
        return files;
    }

    /** In the order of their names, so that every run finds a class in the same jar. */
    private static List<Path> jars(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().toLowerCase(Locale.ROOT).endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new IllegalArgumentException("the class path entry %s cannot be read (%s)".formatted(folder, e), e);
        }
    }

    /** A class loader passes over what it cannot read, and the class would merely be missing. */
    private static void requireJar(Path file) {
        try (ZipFile jar = new ZipFile(file.toFile())) {
            Ensure.that(jar.size() > 0, "the class path entry %s is an empty jar", file);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "the class path entry %s is neither a folder nor a jar (%s)".formatted(file, e.getMessage()), e);
        }
    }

    private static URL url(Path file) {
        try {
            return file.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }
}
