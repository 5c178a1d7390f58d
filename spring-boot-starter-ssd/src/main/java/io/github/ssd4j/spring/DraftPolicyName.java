package io.github.ssd4j.spring;

import io.github.ssd4j.speculative.DraftPolicy;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The draft policies that a property can name. */
public enum DraftPolicyName {

    /** Drafts as long as it is worth its measured cost. */
    COST_OPTIMAL,
    /** Always drafts the most tokens. */
    FIXED,
    /** Drafts until a token is less probable than the threshold. */
    STATIC_THRESHOLD,
    /** The same, with a threshold that follows the acceptance. */
    ADAPTIVE_THRESHOLD;

    /** @param stopThreshold needed for {@link #STATIC_THRESHOLD}, without meaning for the others */
    DraftPolicy policy(int maxDraftTokens, @Nullable Double stopThreshold) {
        if ((this == STATIC_THRESHOLD) != (stopThreshold != null)) {
            throw new IllegalArgumentException(
                    "stop-threshold and the draft-policy static-threshold must be given together, but are: %s and %s"
                            .formatted(
                                    stopThreshold,
                                    name().toLowerCase(Locale.ROOT).replace('_', '-')));
        }
        return switch (this) {
            case COST_OPTIMAL -> DraftPolicy.costOptimal(maxDraftTokens);
            case FIXED -> DraftPolicy.fixed(maxDraftTokens);
            case STATIC_THRESHOLD -> DraftPolicy.staticThreshold(maxDraftTokens, Objects.requireNonNull(stopThreshold));
            case ADAPTIVE_THRESHOLD -> DraftPolicy.adaptiveThreshold(maxDraftTokens);
        };
    }
}
