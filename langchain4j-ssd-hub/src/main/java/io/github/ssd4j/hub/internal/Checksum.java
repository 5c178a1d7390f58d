package io.github.ssd4j.hub.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * A checksum that a file must have.
 *
 * @param kind how it is computed
 * @param hex the checksum in lower-case hexadecimal digits
 */
public record Checksum(Kind kind, String hex) {

    private static final int BUFFER_BYTES = 1 << 20;

    public enum Kind {
        SHA256("SHA-256", 64),
        /** What git names a file by, and the hub tags small files with: SHA-1 of {@code "blob <size>\0"} and the content. */
        GIT_BLOB("SHA-1", 40);

        private final String algorithm;
        private final int digits;

        Kind(String algorithm, int digits) {
            this.algorithm = algorithm;
            this.digits = digits;
        }
    }

    public Checksum {
        if (!hex.matches("[0-9a-f]{" + kind.digits + "}")) {
            throw new IllegalArgumentException(
                    kind + " must have " + kind.digits + " hexadecimal digits, but is: " + hex);
        }
    }

    public static Checksum sha256(String hex) {
        return new Checksum(Kind.SHA256, hex);
    }

    /** The checksum in an entity tag of the hub: 64 digits are a SHA-256, 40 a git blob; empty for any other tag. */
    public static Optional<Checksum> ofEntityTag(String tag) {
        String plain = tag.trim().replaceFirst("^W/", "").replace("\"", "").toLowerCase(Locale.ROOT);
        for (Kind kind : Kind.values()) {
            if (plain.matches("[0-9a-f]{" + kind.digits + "}")) {
                return Optional.of(new Checksum(kind, plain));
            }
        }
        return Optional.empty();
    }

    /** The checksum that the file has now. */
    public static Checksum of(Kind kind, Path file) throws IOException {
        MessageDigest digest = digest(kind);
        if (kind == Kind.GIT_BLOB) {
            digest.update(("blob " + Files.size(file) + "\0").getBytes(StandardCharsets.UTF_8));
        }
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
        }
        return new Checksum(kind, HexFormat.of().formatHex(digest.digest()));
    }

    public boolean matches(Path file) throws IOException {
        return of(kind, file).equals(this);
    }

    private static MessageDigest digest(Kind kind) {
        try {
            return MessageDigest.getInstance(kind.algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + kind.algorithm, e);
        }
    }
}
