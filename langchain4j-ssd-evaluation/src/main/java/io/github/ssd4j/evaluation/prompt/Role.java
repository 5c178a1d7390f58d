package io.github.ssd4j.evaluation.prompt;

/** Who says something. */
public enum Role {
    SYSTEM,
    USER,
    ASSISTANT
}
