package io.github.ssd4j;

import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a request, those of this provider included. What is null is not set.
 *
 * <p>Of LangChain4j's common parameters, {@code temperature}, {@code topP}, {@code topK}, {@code frequencyPenalty}, {@code
 * presencePenalty}, {@code maxOutputTokens} and {@code stopSequences} are carried out. Without a temperature the most
 * probable token is taken each time.
 */
public final class SsdChatRequestParameters extends DefaultChatRequestParameters {

    public static final SsdChatRequestParameters EMPTY = builder().build();

    private final @Nullable Long seed;
    private final @Nullable Double minP;
    private final @Nullable Double repetitionPenalty;
    private final @Nullable String skipProfile;
    private final @Nullable Integer maxDraftTokens;
    private final @Nullable Boolean speculative;

    private SsdChatRequestParameters(Builder builder) {
        super(builder);
        seed = builder.seed;
        minP = builder.minP;
        repetitionPenalty = builder.repetitionPenalty;
        skipProfile = builder.skipProfile;
        maxDraftTokens = builder.maxDraftTokens;
        speculative = builder.speculative;
    }

    /** Of the random numbers: the same seed gives the same text on the same machine. */
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

    /** The name of a skip profile, {@code auto} or {@code none}. Changes the speed, not the text. */
    public @Nullable String skipProfile() {
        return skipProfile;
    }

    /** The most tokens to draft in a round. Changes the speed, not the text. */
    public @Nullable Integer maxDraftTokens() {
        return maxDraftTokens;
    }

    /** False for plain decoding. Changes the speed, not the text. */
    public @Nullable Boolean speculative() {
        return speculative;
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
                && Objects.equals(speculative, that.speculative);
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), seed, minP, repetitionPenalty, skipProfile, maxDraftTokens, speculative);
    }

    @Override
    public String toString() {
        return "SsdChatRequestParameters{common=%s, seed=%s, minP=%s, repetitionPenalty=%s, skipProfile=%s, maxDraftTokens=%s, speculative=%s}"
                .formatted(super.toString(), seed, minP, repetitionPenalty, skipProfile, maxDraftTokens, speculative);
    }

    /** Builds {@link SsdChatRequestParameters}. */
    public static final class Builder extends DefaultChatRequestParameters.Builder<Builder> {

        private @Nullable Long seed;
        private @Nullable Double minP;
        private @Nullable Double repetitionPenalty;
        private @Nullable String skipProfile;
        private @Nullable Integer maxDraftTokens;
        private @Nullable Boolean speculative;

        private Builder() {}

        @Override
        public Builder overrideWith(ChatRequestParameters parameters) {
            super.overrideWith(parameters);
            if (parameters instanceof SsdChatRequestParameters own) {
                seed = own.seed == null ? seed : own.seed;
                minP = own.minP == null ? minP : own.minP;
                repetitionPenalty = own.repetitionPenalty == null ? repetitionPenalty : own.repetitionPenalty;
                skipProfile = own.skipProfile == null ? skipProfile : own.skipProfile;
                maxDraftTokens = own.maxDraftTokens == null ? maxDraftTokens : own.maxDraftTokens;
                speculative = own.speculative == null ? speculative : own.speculative;
            }
            return this;
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

        public Builder maxDraftTokens(@Nullable Integer maxDraftTokens) {
            this.maxDraftTokens = maxDraftTokens;
            return this;
        }

        public Builder speculative(@Nullable Boolean speculative) {
            this.speculative = speculative;
            return this;
        }

        @Override
        public SsdChatRequestParameters build() {
            return new SsdChatRequestParameters(this);
        }
    }
}
