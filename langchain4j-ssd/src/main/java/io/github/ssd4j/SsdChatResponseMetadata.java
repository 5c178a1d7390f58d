package io.github.ssd4j;

import dev.langchain4j.model.chat.response.ChatResponseMetadata;
import io.github.ssd4j.decoder.Exactness;
import io.github.ssd4j.internal.Ensure;
import io.github.ssd4j.speculative.GenerationStats;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Metadata of an answer, with what it took to write it: rounds, drafted and accepted tokens, times. */
public final class SsdChatResponseMetadata extends ChatResponseMetadata {

    private final GenerationStats statistics;
    private final String skipProfile;
    private final long seed;
    private final Exactness exactness;

    private SsdChatResponseMetadata(Builder builder) {
        super(builder);
        statistics = Ensure.notNull(builder.statistics, "statistics");
        skipProfile = Ensure.notNull(builder.skipProfile, "skipProfile");
        seed = builder.seed;
        exactness = Ensure.notNull(builder.exactness, "exactness");
    }

    public GenerationStats statistics() {
        return statistics;
    }

    /** Name of the skip profile that could draft; {@code none} if there was none. */
    public String skipProfile() {
        return skipProfile;
    }

    /** The seed that samples the same answer again: the request's, or the random one that took its place. */
    public long seed() {
        return seed;
    }

    /** Whether this answer is bound to be the one that plain decoding gives on the machine that wrote it. */
    public Exactness exactness() {
        return exactness;
    }

    public static Builder builder() {
        return new Builder();
    }

    @Override
    public Builder toBuilder() {
        Builder builder = builder()
                .statistics(statistics)
                .skipProfile(skipProfile)
                .seed(seed)
                .exactness(exactness);
        super.toBuilder(builder);
        return builder;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return super.equals(other)
                && other instanceof SsdChatResponseMetadata that
                && statistics.equals(that.statistics)
                && skipProfile.equals(that.skipProfile)
                && seed == that.seed
                && exactness == that.exactness;
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), statistics, skipProfile, seed, exactness);
    }

    @Override
    public String toString() {
        return "SsdChatResponseMetadata{common=%s, statistics=%s, skipProfile=%s, seed=%s, exactness=%s}"
                .formatted(super.toString(), statistics, skipProfile, seed, exactness);
    }

    /** Builds {@link SsdChatResponseMetadata}. */
    public static final class Builder extends ChatResponseMetadata.Builder<Builder> {

        private @Nullable GenerationStats statistics;
        private @Nullable String skipProfile;
        private long seed;
        private @Nullable Exactness exactness;

        private Builder() {}

        public Builder statistics(GenerationStats statistics) {
            this.statistics = statistics;
            return this;
        }

        public Builder skipProfile(String skipProfile) {
            this.skipProfile = skipProfile;
            return this;
        }

        public Builder seed(long seed) {
            this.seed = seed;
            return this;
        }

        public Builder exactness(Exactness exactness) {
            this.exactness = exactness;
            return this;
        }

        @Override
        public SsdChatResponseMetadata build() {
            return new SsdChatResponseMetadata(this);
        }
    }
}
