package io.github.ssd4j.search;

import io.github.ssd4j.decoder.DecoderOptions;
import io.github.ssd4j.internal.Ensure;
import io.github.ssd4j.search.space.SearchStoppedException;
import io.github.ssd4j.search.space.SearchStrategy;
import io.github.ssd4j.speculative.DrafterKind;
import io.github.ssd4j.speculative.RoundCosts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Finds the sub-layers to skip for one model on this machine.
 *
 * <pre>{@code
 * SkipSearch search = SkipSearch.builder().model(Path.of("/models/Llama-3.2-3B-Instruct")).build();
 * SearchReport report = search.run(SearchListener.NONE);
 * Optional<SkipProfile> profile = report.profile("llama-3.2-3b");
 * }</pre>
 *
 * <p>A search loads the model, measures what drafting costs, lets the model answer the calibration prompts, has the
 * strategy look for the best set, and measures the best three by generation on held-out prompts. It can be {@link #stop
 * stopped} at any time and, with a journal, be resumed. {@link #run} is to be called once.
 */
public final class SkipSearch {

    private final Settings settings;
    private final AtomicInteger stops = new AtomicInteger();

    private SkipSearch(Settings settings) {
        this.settings = settings;
    }

    /** What was asked for. */
    record Settings(
            Path model,
            DecoderOptions decoder,
            List<String> prompts,
            int calibrationPrompts,
            int heldOutPrompts,
            int continuationTokens,
            int maxDraftTokens,
            double temperature,
            @Nullable SearchStrategy strategy,
            Duration budget,
            int evaluations,
            long seed,
            double minSpeedUp,
            @Nullable Path journalDirectory,
            boolean fresh,
            Set<DrafterKind> drafters) {

        /** Whether sets are scored for what they add to look-up. */
        boolean besideLookUp() {
            return drafters.contains(DrafterKind.LOOK_UP);
        }
    }

    public static Builder builder() {
        return new Builder();
    }

    /**
     * Runs the search on the calling thread.
     *
     * @throws io.github.ssd4j.checkpoint.CheckpointException if the model cannot be read or is of no supported kind
     * @throws io.github.ssd4j.decoder.DecoderException if the native library, the device or the memory is not there
     * @throws IllegalArgumentException if the prompts do not fit into the model's context
     * @throws SearchStoppedException if it was stopped before anything was scored
     * @throws java.io.UncheckedIOException if the journal cannot be written
     */
    public SearchReport run(SearchListener listener) {
        return new SearchRun(settings, Ensure.notNull(listener, "listener"), stops).run();
    }

    /**
     * Ends the strategy at its next evaluation, from any thread; the best sets so far are validated. Called again, it ends
     * the validation too: {@link #run} returns with what it has.
     */
    public void stop() {
        stops.incrementAndGet();
    }

    /** Settings of a search; all but the model have defaults. */
    public static final class Builder {

        private @Nullable Path model;
        private DecoderOptions decoder = DecoderOptions.defaults();
        private List<String> prompts = List.of();
        private int calibrationPrompts = 12;
        private int heldOutPrompts = 8;
        private int continuationTokens = 64;
        private int maxDraftTokens = 6;
        private double temperature;
        private @Nullable SearchStrategy strategy;
        private Duration budget = Duration.ofMinutes(5);
        private int evaluations = Integer.MAX_VALUE;
        private long seed = 1;
        private double minSpeedUp = RoundCosts.MIN_SPEED_UP;
        private @Nullable Path journalDirectory;
        private boolean fresh;
        private Set<DrafterKind> drafters = DrafterKind.ALL;

        private Builder() {}

        /** A folder in Hugging Face's layout or a {@code .gguf} file. */
        public Builder model(Path model) {
            this.model = Ensure.notNull(model, "model");
            return this;
        }

        /** Device, dtype and threads: those the profile is to be used with, as they decide what pays. */
        public Builder decoder(DecoderOptions decoder) {
            this.decoder = Ensure.notNull(decoder, "decoder");
            return this;
        }

        /**
         * Questions as a user would ask them, at least two; what the model is to be fast at. Without them a mixture of
         * tasks in English. Some, chosen by the seed, are used to search and others to validate.
         */
        public Builder prompts(List<String> prompts) {
            this.prompts = List.copyOf(prompts);
            return this;
        }

        /** How many prompts the search uses at most, at least 1; 12. More take longer and find what holds for more texts. */
        public Builder calibrationPrompts(int calibrationPrompts) {
            this.calibrationPrompts = Ensure.positive(calibrationPrompts, "calibrationPrompts");
            return this;
        }

        /** How many other prompts the best sets are measured with at most, at least 1; 8. */
        public Builder heldOutPrompts(int heldOutPrompts) {
            this.heldOutPrompts = Ensure.positive(heldOutPrompts, "heldOutPrompts");
            return this;
        }

        /** The longest answer to a prompt in tokens, at least 8; 64. */
        public Builder continuationTokens(int continuationTokens) {
            Ensure.between(continuationTokens, 8, 4096, "continuationTokens");
            this.continuationTokens = continuationTokens;
            return this;
        }

        /** The most drafts a round to think of, from 1 to 16; 6. */
        public Builder maxDraftTokens(int maxDraftTokens) {
            Ensure.between(maxDraftTokens, 1, 16, "maxDraftTokens");
            this.maxDraftTokens = maxDraftTokens;
            return this;
        }

        /** Of the answers: 0, the default, is greedy; otherwise drafts are scored by the probability to be accepted. */
        public Builder temperature(double temperature) {
            this.temperature = temperature;
            return this;
        }

        /** How to look; {@code greedy} by default. */
        public Builder strategy(SearchStrategy strategy) {
            this.strategy = Ensure.notNull(strategy, "strategy");
            return this;
        }

        /** Time for the whole search, loading and validation included; 5 minutes. It is kept as well as can be foreseen. */
        public Builder budget(Duration budget) {
            this.budget = Ensure.notNull(budget, "budget");
            return this;
        }

        /** The most evaluations, at least 1; no limit but the time. */
        public Builder evaluations(int evaluations) {
            this.evaluations = Ensure.positive(evaluations, "evaluations");
            return this;
        }

        /** Of the choice of prompts and of what a strategy leaves to chance; 1. */
        public Builder seed(long seed) {
            this.seed = seed;
            return this;
        }

        /** What a set must be measured at to be worth a profile; see {@link #drafters}. {@link RoundCosts#MIN_SPEED_UP}. */
        public Builder minSpeedUp(double minSpeedUp) {
            Ensure.between(minSpeedUp, 0, 100, "minSpeedUp");
            this.minSpeedUp = minSpeedUp;
            return this;
        }

        /**
         * A folder that keeps costs and scores in a file for each model and settings: a search with the same settings, by
         * whatever strategy, uses what is there, so an interrupted one goes on and one that is repeated finds the same. None
         * by default.
         */
        public Builder journalDirectory(@Nullable Path journalDirectory) {
            this.journalDirectory = journalDirectory;
            return this;
        }

        /** Whether to begin anew, whatever a journal has; what it has is kept beside it. False by default. */
        public Builder fresh(boolean fresh) {
            this.fresh = fresh;
            return this;
        }

        /**
         * Who drafts when the profile is used, skip among them; all by default. With look-up a set is worth what it adds to look-up:
         * it drafts where look-up has nothing, and its speed is over look-up alone. Without look-up it is over plain decoding.
         */
        public Builder drafters(Set<DrafterKind> drafters) {
            Ensure.that(
                    drafters.contains(DrafterKind.SKIP),
                    "drafters must have skip among them, but is: %s",
                    DrafterKind.format(drafters));
            this.drafters = Set.copyOf(drafters);
            return this;
        }

        /** Checks the settings; nothing is read yet. */
        public SkipSearch build() {
            return new SkipSearch(new Settings(
                    Ensure.notNull(model, "model"),
                    decoder,
                    prompts,
                    calibrationPrompts,
                    heldOutPrompts,
                    continuationTokens,
                    maxDraftTokens,
                    temperature,
                    strategy,
                    budget,
                    evaluations,
                    seed,
                    minSpeedUp,
                    journalDirectory,
                    fresh,
                    drafters));
        }
    }
}
