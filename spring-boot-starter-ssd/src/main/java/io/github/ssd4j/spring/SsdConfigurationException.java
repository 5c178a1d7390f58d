package io.github.ssd4j.spring;

/** The properties under one prefix do not lead to an engine or a chat model; the cause says why. */
final class SsdConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String prefix;
    private final RuntimeException reason;

    /** @param prefix of the properties that were used, {@code langchain4j.ssd} for the engine's */
    SsdConfigurationException(String prefix, RuntimeException reason) {
        super("%s.*: %s".formatted(prefix, reason.getMessage()), reason);
        this.prefix = prefix;
        this.reason = reason;
    }

    String prefix() {
        return prefix;
    }

    RuntimeException reason() {
        return reason;
    }
}
