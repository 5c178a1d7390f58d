package io.github.ssd4j;

import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import io.github.ssd4j.internal.Ensure;
import io.github.ssd4j.speculative.DraftPolicy;
import io.github.ssd4j.speculative.DrafterKind;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a request, those of this provider included. What is null is not set.
 *
 * <p>Of LangChain4j's common parameters, {@code temperature}, {@code topP}, {@code topK}, {@code frequencyPenalty}, {@code
 * presencePenalty}, {@code maxOutputTokens} and {@code stopSequences} are carried out. Without a temperature the most
 * probable token is taken each time.
 *
 * <p>When two sets of parameters are merged, what the overriding one sets wins, and what it leaves out stays. {@code
 * draftPolicy} and {@code maxDraftTokens} are two ways to say one thing: whichever is set later, in a builder or by the
 * overriding parameters, takes the place of the other.
 *
 * <p>{@code skipProfile}, {@code draftPolicy}, {@code maxDraftTokens}, {@code drafters} and {@code speculative} are about speed. The
 * text is the same whatever they are, greedy or sampled with a seed (in floating point as {@link
 * io.github.ssd4j.speculative.SpeculativeGenerator} says).
 *
 * <p>Immutable.
 */
public final class SsdChatRequestParameters extends DefaultChatRequestParameters {

    public static final SsdChatRequestParameters EMPTY = builder().build();

    private final @Nullable Long seed;
    private final @Nullable Double minP;
    private final @Nullable Double repetitionPenalty;
    private final @Nullable String skipProfile;
    private final @Nullable Integer maxDraftTokens;
    private final @Nullable DraftPolicy draftPolicy;
    private final @Nullable Set<DrafterKind> drafters;
    private final @Nullable Boolean speculative;
    private final @Nullable String sessionId;
    private final @Nullable Boolean returnThinking;
    private final @Nullable Duration timeout;
    private final @Nullable SsdRequestHandle handle;

    private SsdChatRequestParameters(Builder builder) {
        super(builder);
        seed = builder.seed;
        minP = builder.minP;
        repetitionPenalty = builder.repetitionPenalty;
        skipProfile = builder.skipProfile;
        maxDraftTokens = builder.maxDraftTokens;
        draftPolicy = builder.draftPolicy;
        drafters = builder.drafters;
        speculative = builder.speculative;
        sessionId = builder.sessionId;
        returnThinking = builder.returnThinking;
        timeout = builder.timeout;
        handle = builder.handle;
    }

    /** Of the random numbers: the same request with the same seed gives the same text on the same machine. */
    public @Nullable Long seed() {
        return seed;
    }

    /** Tokens less probable than this share of the most probable one are not taken; in [0, 1], 0 is off. */
    public @Nullable Double minP() {
        return minP;
    }

    /** Makes tokens of the prompt and the answer less probable; more than 0, 1 is off. */
    public @Nullable Double repetitionPenalty() {
        return repetitionPenalty;
    }

    /** The name of a skip profile, {@code auto} or {@code none}: which sub-layers are skipped when drafting. */
    public @Nullable String skipProfile() {
        return skipProfile;
    }

    /**
     * The most tokens to draft in a round, at least 1, fewer where that is faster: {@link DraftPolicy#costOptimal} of it.
     * Null if {@link #draftPolicy} is set.
     */
    public @Nullable Integer maxDraftTokens() {
        return maxDraftTokens;
    }

    /** When to stop drafting. Null if {@link #maxDraftTokens} is set. */
    public @Nullable DraftPolicy draftPolicy() {
        return draftPolicy;
    }

    /** Who may draft; none: plain decoding. */
    public @Nullable Set<DrafterKind> drafters() {
        return drafters;
    }

    /** False for plain decoding. */
    public @Nullable Boolean speculative() {
        return speculative;
    }

    /**
     * Names the conversation that the request belongs to, for instance by the memory id of an AI service. A hint whose KV
     * cache to prefer; the answer is the same without it. Never blank.
     */
    public @Nullable String sessionId() {
        return sessionId;
    }

    /** Whether the text in which a model thinks before it answers is handed out. It is never part of the answer. */
    public @Nullable Boolean returnThinking() {
        return returnThinking;
    }

    /**
     * How long the request may take, waiting in the queue and answering together; more than zero. A request that takes
     * longer fails with {@link dev.langchain4j.exception.TimeoutException}: at that moment if it still waits, within one
     * round if it is being answered.
     */
    public @Nullable Duration timeout() {
        return timeout;
    }

    /** What stops the request while it waits, while its prompt is read and while it is answered. */
    public @Nullable SsdRequestHandle handle() {
        return handle;
    }

    /** These parameters as parameters of this provider. */
    static SsdChatRequestParameters from(ChatRequestParameters parameters) {
        return parameters instanceof SsdChatRequestParameters own ? own : EMPTY.overrideWith(parameters);
    }

    @Override
    public SsdChatRequestParameters overrideWith(ChatRequestParameters that) {
        return builder().overrideWith(this).overrideWith(that).build();
    }

    @Override
    public SsdChatRequestParameters defaultedBy(ChatRequestParameters that) {
        return builder().overrideWith(that).overrideWith(this).build();
    }

    public static Builder builder() {
        return new Builder();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return super.equals(other)
                && other instanceof SsdChatRequestParameters that
                && Objects.equals(seed, that.seed)
                && Objects.equals(minP, that.minP)
                && Objects.equals(repetitionPenalty, that.repetitionPenalty)
                && Objects.equals(skipProfile, that.skipProfile)
                && Objects.equals(maxDraftTokens, that.maxDraftTokens)
                && Objects.equals(draftPolicy, that.draftPolicy)
                && Objects.equals(drafters, that.drafters)
                && Objects.equals(speculative, that.speculative)
                && Objects.equals(sessionId, that.sessionId)
                && Objects.equals(returnThinking, that.returnThinking)
                && Objects.equals(timeout, that.timeout)
                && Objects.equals(handle, that.handle);
    }

    @Override
    public int hashCode() {
        return Objects.hash(
                super.hashCode(),
                seed,
                minP,
                repetitionPenalty,
                skipProfile,
                maxDraftTokens,
                draftPolicy,
                drafters,
                speculative,
                sessionId,
                returnThinking,
                timeout,
                handle);
    }

    @Override
    public String toString() {
        return ("SsdChatRequestParameters{common=%s, seed=%s, minP=%s, repetitionPenalty=%s, skipProfile=%s, "
                        + "maxDraftTokens=%s, draftPolicy=%s, drafters=%s, speculative=%s, sessionId=%s, returnThinking=%s, "
                        + "timeout=%s, handle=%s}")
                .formatted(
                        super.toString(),
                        seed,
                        minP,
                        repetitionPenalty,
                        skipProfile,
                        maxDraftTokens,
                        draftPolicy,
                        drafters,
                        speculative,
                        sessionId,
                        returnThinking,
                        timeout,
                        handle);
    }

    /** Builds {@link SsdChatRequestParameters}. */
    public static final class Builder extends DefaultChatRequestParameters.Builder<Builder> {

        private @Nullable Long seed;
        private @Nullable Double minP;
        private @Nullable Double repetitionPenalty;
        private @Nullable String skipProfile;
        private @Nullable Integer maxDraftTokens;
        private @Nullable DraftPolicy draftPolicy;
        private @Nullable Set<DrafterKind> drafters;
        private @Nullable Boolean speculative;
        private @Nullable String sessionId;
        private @Nullable Boolean returnThinking;
        private @Nullable Duration timeout;
        private @Nullable SsdRequestHandle handle;

        private Builder() {}

        @Override
        public Builder overrideWith(ChatRequestParameters parameters) {
            super.overrideWith(parameters);
            if (parameters instanceof SsdChatRequestParameters own) {
                seed = later(own.seed, seed);
                minP = later(own.minP, minP);
                repetitionPenalty = later(own.repetitionPenalty, repetitionPenalty);
                skipProfile = later(own.skipProfile, skipProfile);
                if (own.maxDraftTokens != null || own.draftPolicy != null) {
                    maxDraftTokens = own.maxDraftTokens;
                    draftPolicy = own.draftPolicy;
                }
                drafters = later(own.drafters, drafters);
                speculative = later(own.speculative, speculative);
                sessionId = later(own.sessionId, sessionId);
                returnThinking = later(own.returnThinking, returnThinking);
                timeout = later(own.timeout, timeout);
                handle = later(own.handle, handle);
            }
            return this;
        }

        private static <T> @Nullable T later(@Nullable T later, @Nullable T earlier) {
            return later == null ? earlier : later;
        }

        public Builder seed(@Nullable Long seed) {
            this.seed = seed;
            return this;
        }

        public Builder minP(@Nullable Double minP) {
            this.minP = minP;
            return this;
        }

        public Builder repetitionPenalty(@Nullable Double repetitionPenalty) {
            this.repetitionPenalty = repetitionPenalty;
            return this;
        }

        public Builder skipProfile(@Nullable String skipProfile) {
            this.skipProfile = skipProfile;
            return this;
        }

        /** Takes the place of a {@link #draftPolicy} that was set before. */
        public Builder maxDraftTokens(@Nullable Integer maxDraftTokens) {
            this.maxDraftTokens = maxDraftTokens;
            this.draftPolicy = maxDraftTokens == null ? draftPolicy : null;
            return this;
        }

        /** Takes the place of {@link #maxDraftTokens} that were set before. */
        public Builder draftPolicy(@Nullable DraftPolicy draftPolicy) {
            this.draftPolicy = draftPolicy;
            this.maxDraftTokens = draftPolicy == null ? maxDraftTokens : null;
            return this;
        }

        public Builder drafters(@Nullable Set<DrafterKind> drafters) {
            this.drafters = drafters == null ? null : Set.copyOf(drafters);
            return this;
        }

        /** As {@link DrafterKind#parse} reads it: {@code look-up,skip} for example, or {@code none}. */
        public Builder drafters(String drafters) {
            return drafters(DrafterKind.parse(drafters));
        }

        public Builder speculative(@Nullable Boolean speculative) {
            this.speculative = speculative;
            return this;
        }

        /**
         * Any text that is not blank.
         *
         * @throws IllegalArgumentException if it is blank
         */
        public Builder sessionId(@Nullable String sessionId) {
            this.sessionId = sessionId == null ? null : Ensure.notBlank(sessionId, "sessionId");
            return this;
        }

        public Builder returnThinking(@Nullable Boolean returnThinking) {
            this.returnThinking = returnThinking;
            return this;
        }

        /**
         * More than zero.
         *
         * @throws IllegalArgumentException if it is not
         */
        public Builder timeout(@Nullable Duration timeout) {
            this.timeout = timeout == null ? null : Ensure.positive(timeout, "timeout");
            return this;
        }

        public Builder handle(@Nullable SsdRequestHandle handle) {
            this.handle = handle;
            return this;
        }

        @Override
        public SsdChatRequestParameters build() {
            return new SsdChatRequestParameters(this);
        }
    }
}
