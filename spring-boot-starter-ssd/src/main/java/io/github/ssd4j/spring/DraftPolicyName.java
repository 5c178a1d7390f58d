package io.github.ssd4j.spring;

import io.github.ssd4j.speculative.DraftPolicy;

/** The draft policies that a property can name. */
public enum DraftPolicyName {

    /** Drafts as long as it is worth its measured cost. */
    COST_OPTIMAL,
    /** Always drafts the most tokens. */
    FIXED,
    /** Drafts until a token is less probable than the threshold. */
    STATIC_THRESHOLD,
    /** The same, with a threshold that follows the acceptance rate. */
    ADAPTIVE_THRESHOLD;

    DraftPolicy policy(int maxDraftTokens, double stopThreshold) {
        return switch (this) {
            case COST_OPTIMAL -> DraftPolicy.costOptimal(maxDraftTokens);
            case FIXED -> DraftPolicy.fixed(maxDraftTokens);
            case STATIC_THRESHOLD -> DraftPolicy.staticThreshold(maxDraftTokens, stopThreshold);
            case ADAPTIVE_THRESHOLD -> DraftPolicy.adaptiveThreshold(maxDraftTokens);
        };
    }
}
