package io.github.ssd4j.measurement.io;

import io.github.ssd4j.internal.Ensure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

/** The text of a file that a user names: in UTF-8, with or without a byte order mark, packed if its name ends in {@code .gz}. */
public final class TextFile {

    private TextFile() {}

    /**
     * All of it, without the byte order mark.
     *
     * @param what in messages, in the plural, as {@code the prompts}
     * @throws IllegalArgumentException if there is no such file or it is not as described
     */
    public static String read(Path file, String what) {
        Ensure.notNull(file, "file");
        try {
            String text = decode(bytes(file));
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (NoSuchFileException e) {
            throw unreadable(file, what, "no such file", e);
        } catch (AccessDeniedException e) {
            throw unreadable(file, what, "it may not be read", e);
        } catch (IOException e) {
            throw unreadable(file, what, String.valueOf(e.getMessage()), e);
        }
    }

    private static byte[] bytes(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException("it is a folder");
        }
        byte[] bytes = Files.readAllBytes(file);
        if (!file.toString().toLowerCase(Locale.ROOT).endsWith(".gz")) {
            return bytes;
        }
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return in.readAllBytes();
        }
    }

    /** Strict: a text with replaced characters would be measured without anyone noticing. */
    private static String decode(byte[] bytes) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        if (StandardCharsets.UTF_8.newDecoder().decode(in, out, true).isError()) {
            long line = 1
                    + IntStream.range(0, in.position())
                            .filter(i -> bytes[i] == '\n')
                            .count();
            throw new IOException("line %s is not UTF-8".formatted(line));
        }
        return out.flip().toString();
    }

    private static IllegalArgumentException unreadable(Path file, String what, String reason, IOException cause) {
        return new IllegalArgumentException("%s cannot be read: %s (%s)".formatted(what, file, reason), cause);
    }
}
