package io.github.ssd4j.speculative;

import io.github.ssd4j.decoder.SamplingOptions;
import io.github.ssd4j.decoder.SkipProfile;
import io.github.ssd4j.internal.Ensure;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How to continue a prompt and when to stop.
 *
 * <p>{@code sampling}, the stop rules, the constraint and the seed decide the text, together with the model and the prompt. The
 * others decide only how fast it comes: the text is the same, token for token, whatever they are.
 *
 * @param maxTokens most tokens to write, at least 1; {@link Integer#MAX_VALUE}: to the end of the context
 * @param sampling how the full model's tokens are chosen
 * @param seed of the noise that tokens are sampled with; the same seed gives the same text on the same machine. Empty: a
 *     random one for every generation, told in {@link GenerationResult#seed}
 * @param stopStrings the text ends before the first of them; the one that ends first counts, and of those that end at
 *     the same character the longest
 * @param stopTokens ids that end the answer, beside the model's own end tokens
 * @param profile the sub-layers that the drafter {@link DrafterKind#SKIP} leaves out; without any it does not draft
 * @param draftPolicy when to stop drafting; by default {@link DraftPolicy#costOptimal} with at most {@link
 *     DraftPolicy#DEFAULT_MAX_DRAFT_TOKENS} drafts
 * @param drafters who may draft, all by default; none: plain decoding
 * @param speculative false: plain decoding
 * @param constraint what the answer may consist of; null: anything
 * @param keptTokens ids of special tokens that have a text in the answer, which is their name; other special tokens have none
 * @param session the name of the conversation, whose KV cache is then kept apart from those of others; null: the one that
 *     goes best with the prompt is used
 */
public record GenerationOptions(
        int maxTokens,
        SamplingOptions sampling,
        OptionalLong seed,
        List<String> stopStrings,
        Set<Integer> stopTokens,
        SkipProfile profile,
        DraftPolicy draftPolicy,
        Set<DrafterKind> drafters,
        boolean speculative,
        @Nullable TokenConstraint constraint,
        Set<Integer> keptTokens,
        @Nullable String session) {

    /** Greedy plain decoding to the model's end token or the end of the context. */
    public static final GenerationOptions DEFAULTS = new GenerationOptions(
            Integer.MAX_VALUE,
            SamplingOptions.GREEDY,
            OptionalLong.empty(),
            List.of(),
            Set.of(),
            SkipProfile.NONE,
            DraftPolicy.costOptimal(DraftPolicy.DEFAULT_MAX_DRAFT_TOKENS),
            DrafterKind.ALL,
            true,
            null,
            Set.of(),
            null);

    public GenerationOptions {
        Ensure.positive(maxTokens, "maxTokens");
        Ensure.notNull(sampling, "sampling");
        Ensure.notNull(seed, "seed");
        stopStrings = List.copyOf(Ensure.notNull(stopStrings, "stopStrings"));
        stopStrings.forEach(GenerationOptions::requireStopString);
        stopTokens = Set.copyOf(Ensure.notNull(stopTokens, "stopTokens"));
        stopTokens.forEach(token -> Ensure.notNegative(token, "stop token"));
        Ensure.notNull(profile, "profile");
        Ensure.notNull(draftPolicy, "draftPolicy");
        drafters = Set.copyOf(Ensure.notNull(drafters, "drafters"));
        keptTokens = Set.copyOf(Ensure.notNull(keptTokens, "keptTokens"));
    }

    private static void requireStopString(String stopString) {
        Ensure.that(!stopString.isEmpty(), "a stop string must not be empty");
        // Half a surrogate pair would cut a character in two.
        Ensure.that(
                StandardCharsets.UTF_8.newEncoder().canEncode(stopString),
                "a stop string must consist of whole characters, but is: %s",
                stopString);
    }

    /** Whether a drafter takes part: it is among {@link #drafters}, and there is what it needs. */
    public boolean draftsWith(DrafterKind kind) {
        return speculative
                && drafters.contains(kind)
                && switch (kind) {
                    case LOOK_UP -> true;
                    case SKIP -> !profile.isEmpty();
                    case GRAMMAR -> constraint != null;
                };
    }

    /** Starts from {@link #DEFAULTS}. */
    public static Builder builder() {
        return new Builder(DEFAULTS);
    }

    /** Starts from these options. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Builds {@link GenerationOptions}. */
    public static final class Builder {

        private int maxTokens;
        private SamplingOptions sampling;
        private OptionalLong seed;
        private List<String> stopStrings;
        private Set<Integer> stopTokens;
        private SkipProfile profile;
        private DraftPolicy draftPolicy;
        private Set<DrafterKind> drafters;
        private boolean speculative;
        private @Nullable TokenConstraint constraint;
        private Set<Integer> keptTokens;
        private @Nullable String session;

        private Builder(GenerationOptions start) {
            maxTokens = start.maxTokens;
            sampling = start.sampling;
            seed = start.seed;
            stopStrings = start.stopStrings;
            stopTokens = start.stopTokens;
            profile = start.profile;
            draftPolicy = start.draftPolicy;
            drafters = start.drafters;
            speculative = start.speculative;
            constraint = start.constraint;
            keptTokens = start.keptTokens;
            session = start.session;
        }

        public Builder maxTokens(int maxTokens) {
            this.maxTokens = maxTokens;
            return this;
        }

        public Builder sampling(SamplingOptions sampling) {
            this.sampling = sampling;
            return this;
        }

        public Builder seed(long seed) {
            this.seed = OptionalLong.of(seed);
            return this;
        }

        public Builder stopStrings(Collection<String> stopStrings) {
            this.stopStrings = List.copyOf(stopStrings);
            return this;
        }

        public Builder stopTokens(Collection<Integer> stopTokens) {
            this.stopTokens = Set.copyOf(stopTokens);
            return this;
        }

        public Builder profile(SkipProfile profile) {
            this.profile = profile;
            return this;
        }

        public Builder draftPolicy(DraftPolicy draftPolicy) {
            this.draftPolicy = draftPolicy;
            return this;
        }

        /** Who may draft; see {@link DrafterKind#parse}. */
        public Builder drafters(Set<DrafterKind> drafters) {
            this.drafters = Set.copyOf(drafters);
            return this;
        }

        public Builder speculative(boolean speculative) {
            this.speculative = speculative;
            return this;
        }

        /** Null, the default, allows anything. */
        public Builder constraint(@Nullable TokenConstraint constraint) {
            this.constraint = constraint;
            return this;
        }

        /** Special tokens whose names are in the text of the answer; none by default. */
        public Builder keptTokens(Set<Integer> keptTokens) {
            this.keptTokens = Set.copyOf(keptTokens);
            return this;
        }

        /** Null, the default: the KV cache that goes best with the prompt is used. */
        public Builder session(@Nullable String session) {
            this.session = session;
            return this;
        }

        public GenerationOptions build() {
            return new GenerationOptions(
                    maxTokens,
                    sampling,
                    seed,
                    stopStrings,
                    stopTokens,
                    profile,
                    draftPolicy,
                    drafters,
                    speculative,
                    constraint,
                    keptTokens,
                    session);
        }
    }
}
