package io.github.ssd4j.hub.internal;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Says in a few words why an operation failed. */
public final class Reasons {

    private static final int MAX_LENGTH = 200;

    private Reasons() {}

    public static String of(Exception failure) {
        if (failure instanceof UnavailableException) {
            return String.valueOf(failure.getMessage());
        }
        if (failure instanceof AccessDeniedException denied) {
            return "no permission for " + denied.getFile();
        }
        if (failure instanceof NoSuchFileException missing) {
            return "there is no " + missing.getFile();
        }
        if (failure instanceof FileSystemException files && files.getReason() != null) {
            return files.getReason() + ": " + files.getFile();
        }
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.getClass().getSimpleName() : oneLine(message);
    }

    /** The text without line breaks, cut where it is too long for a line. */
    public static String oneLine(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH - 3) + "...";
    }
}
