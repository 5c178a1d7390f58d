package io.github.ssd4j.hub.internal;

import java.time.Duration;

/**
 * How long a try may take while nothing arrives. A transfer that makes progress may take as long as it needs.
 *
 * @param connect to reach a server
 * @param answer from the request to the head of its answer
 * @param silence between two pieces of a transfer, and for the whole list of a repository's files
 */
public record Limits(Duration connect, Duration answer, Duration silence) {

    public static final Limits DEFAULT =
            new Limits(Duration.ofSeconds(4), Duration.ofSeconds(8), Duration.ofSeconds(15));

    public Limits {
        if (connect.isNegative()
                || connect.isZero()
                || answer.isNegative()
                || answer.isZero()
                || silence.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "limits must be positive, but are: " + connect + ", " + answer + ", " + silence);
        }
    }
}
