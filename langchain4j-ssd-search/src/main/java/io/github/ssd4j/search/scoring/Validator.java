package io.github.ssd4j.search.scoring;

import io.github.ssd4j.checkpoint.Tokenizer;
import io.github.ssd4j.decoder.Decoder;
import io.github.ssd4j.decoder.SamplingOptions;
import io.github.ssd4j.decoder.SkipProfile;
import io.github.ssd4j.measurement.report.Summary;
import io.github.ssd4j.measurement.speed.DecodeSpeed;
import io.github.ssd4j.speculative.DraftPolicy;
import io.github.ssd4j.speculative.DrafterKind;
import io.github.ssd4j.speculative.GenerationListener;
import io.github.ssd4j.speculative.GenerationOptions;
import io.github.ssd4j.speculative.GenerationResult;
import io.github.ssd4j.speculative.SpeculativeGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Measures sets of skipped sub-layers by real generation. Plain decoding and all sets take turns prompt by prompt, so that
 * what slows the machine down slows all of them; of several rounds over the prompts the fastest run of each counts.
 */
public final class Validator {

    /** Of the default draft policy, which generates beside look-up. */
    private static final int MAX_DRAFT_TOKENS = 16;

    private static final String WARM_UP_SESSION = "warm-up";

    private final Decoder decoder;
    private final Tokenizer tokenizer;
    private final List<int[]> prompts;
    private final GenerationOptions plain;
    private final Set<DrafterKind> drafters;

    /**
     * Measures with these prompts.
     *
     * @param prompts that the search has not seen; at least one
     * @param maxTokens the longest answer
     * @param seed for sampling
     * @param drafters with look-up among them, the default draft policy generates, and the sets are compared with look-up alone; else
     *     the sets draft alone and are compared with plain decoding
     */
    public Validator(
            Decoder decoder,
            Tokenizer tokenizer,
            List<int[]> prompts,
            int maxTokens,
            SamplingOptions sampling,
            long seed,
            Set<DrafterKind> drafters) {
        this.decoder = decoder;
        this.tokenizer = tokenizer;
        this.prompts = List.copyOf(prompts);
        this.plain = GenerationOptions.builder()
                .maxTokens(maxTokens)
                .sampling(sampling)
                .seed(seed)
                .speculative(false)
                .build();
        this.drafters = Set.copyOf(drafters);
    }

    /**
     * A set to measure.
     *
     * @param profile what is skipped
     * @param draftTokens drafts of each round
     */
    public record Candidate(SkipProfile profile, int draftTokens) {}

    /**
     * What a candidate did.
     *
     * @param speedUp time of the baseline / time with the candidate, for a token, all prompts together
     * @param medianSpeedUp the median of that over the prompts
     * @param tokensPerRound of all prompts together
     * @param identicalAnswers how many answers were those of plain decoding
     * @param plainTokensPerSecond speed of plain decoding
     */
    public record Measurement(
            double speedUp,
            double medianSpeedUp,
            double tokensPerRound,
            int identicalAnswers,
            double plainTokensPerSecond) {}

    /** How many ways to decode the candidates are compared with: plain decoding and, beside look-up, look-up alone. */
    public static int baselines(Set<DrafterKind> drafters) {
        return drafters.contains(DrafterKind.LOOK_UP) ? 2 : 1;
    }

    /**
     * Generates all answers with the baselines and all candidates {@code rounds} times.
     *
     * @param onAnswer told after each of the {@code rounds * prompts * (candidates + baselines)} answers
     * @return one for each candidate; empty if it was stopped before the first round was over
     */
    public List<Measurement> measure(List<Candidate> candidates, int rounds, BooleanSupplier stop, Runnable onAnswer) {
        List<GenerationOptions> variants = new ArrayList<>(List.of(plain));
        if (baselines(drafters) > 1) {
            variants.add(with(SkipProfile.NONE, DraftPolicy.costOptimal(MAX_DRAFT_TOKENS)));
        }
        candidates.forEach(candidate -> variants.add(with(
                candidate.profile(),
                baselines(drafters) > 1
                        ? DraftPolicy.costOptimal(MAX_DRAFT_TOKENS)
                        : DraftPolicy.fixed(candidate.draftTokens()))));
        GenerationResult[][] fastest = new GenerationResult[variants.size()][prompts.size()];
        // One session a variant: none may read from the cache what another has read.
        try (SpeculativeGenerator generator = new SpeculativeGenerator(decoder, tokenizer)) {
            generate(generator, prompts.get(0), variants.get(variants.size() - 1), WARM_UP_SESSION);
            for (int round = 0; round < rounds; round++) {
                for (int prompt = 0; prompt < prompts.size(); prompt++) {
                    for (int variant = 0; variant < variants.size(); variant++) {
                        if (stop.getAsBoolean()) {
                            return round == 0 ? List.of() : measurements(fastest);
                        }
                        GenerationResult result =
                                generate(generator, prompts.get(prompt), variants.get(variant), round + "-" + variant);
                        fastest[variant][prompt] = faster(fastest[variant][prompt], result);
                        onAnswer.run();
                    }
                }
            }
        }
        return measurements(fastest);
    }

    private GenerationOptions with(SkipProfile profile, DraftPolicy policy) {
        return plain.toBuilder()
                .speculative(true)
                .profile(profile)
                .draftPolicy(policy)
                .drafters(drafters)
                .build();
    }

    private static GenerationResult generate(
            SpeculativeGenerator generator, int[] prompt, GenerationOptions options, String session) {
        return generator.generate(prompt, options.toBuilder().session(session).build(), GenerationListener.NONE);
    }

    private static GenerationResult faster(@Nullable GenerationResult a, GenerationResult b) {
        return a == null || b.stats().decode().compareTo(a.stats().decode()) < 0 ? b : a;
    }

    /** Compares each candidate with the last of the baselines, which are the first rows; the first is plain decoding. */
    private List<Measurement> measurements(GenerationResult[][] fastest) {
        int baselines = baselines(drafters);
        List<Measurement> measurements = new ArrayList<>();
        for (int candidate = baselines; candidate < fastest.length; candidate++) {
            measurements.add(
                    compare(List.of(fastest[0]), List.of(fastest[baselines - 1]), List.of(fastest[candidate])));
        }
        return measurements;
    }

    private static Measurement compare(
            List<GenerationResult> plain, List<GenerationResult> baseline, List<GenerationResult> drafted) {
        double[] ratios = new double[plain.size()];
        int identical = 0;
        for (int prompt = 0; prompt < ratios.length; prompt++) {
            ratios[prompt] = DecodeSpeed.secondsPerToken(baseline.subList(prompt, prompt + 1))
                    / DecodeSpeed.secondsPerToken(drafted.subList(prompt, prompt + 1));
            if (plain.get(prompt).tokens().equals(drafted.get(prompt).tokens())) {
                identical++;
            }
        }
        // The first round reads the prompt and drafts nothing.
        int rounds =
                drafted.stream().mapToInt(result -> result.stats().rounds() - 1).sum();
        return new Measurement(
                DecodeSpeed.secondsPerToken(baseline) / DecodeSpeed.secondsPerToken(drafted),
                Summary.of(ratios).median(),
                (double) drafted.stream().mapToInt(DecodeSpeed::decodedTokens).sum() / Math.max(1, rounds),
                identical,
                1 / DecodeSpeed.secondsPerToken(plain));
    }
}
