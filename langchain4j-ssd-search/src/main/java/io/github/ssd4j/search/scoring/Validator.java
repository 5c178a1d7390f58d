package io.github.ssd4j.search.scoring;

import io.github.ssd4j.checkpoint.Tokenizer;
import io.github.ssd4j.decoder.Decoder;
import io.github.ssd4j.decoder.SamplingOptions;
import io.github.ssd4j.decoder.SkipProfile;
import io.github.ssd4j.measurement.report.Summary;
import io.github.ssd4j.measurement.speed.DecodeSpeed;
import io.github.ssd4j.speculative.DraftPolicy;
import io.github.ssd4j.speculative.GenerationListener;
import io.github.ssd4j.speculative.GenerationOptions;
import io.github.ssd4j.speculative.GenerationResult;
import io.github.ssd4j.speculative.SpeculativeGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Measures sets of skipped sub-layers by real generation. Plain decoding and all sets take turns prompt by prompt, so that
 * what slows the machine down slows all of them; of several rounds over the prompts the fastest run of each counts.
 */
public final class Validator {

    private static final String WARM_UP_SESSION = "warm-up";

    private final Decoder decoder;
    private final Tokenizer tokenizer;
    private final List<int[]> prompts;
    private final GenerationOptions plain;

    /**
     * Measures with these prompts.
     *
     * @param prompts that the search has not seen; at least one
     * @param maxTokens the longest answer
     * @param seed for sampling
     */
    public Validator(
            Decoder decoder,
            Tokenizer tokenizer,
            List<int[]> prompts,
            int maxTokens,
            SamplingOptions sampling,
            long seed) {
        this.decoder = decoder;
        this.tokenizer = tokenizer;
        this.prompts = List.copyOf(prompts);
        this.plain = GenerationOptions.builder()
                .maxTokens(maxTokens)
                .sampling(sampling)
                .seed(seed)
                .speculative(false)
                .build();
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
     * @param speedUp time of plain decoding / time with the candidate, for a token, all prompts together
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

    /**
     * Generates all answers with all candidates {@code rounds} times.
     *
     * @param onAnswer told after each of the {@code rounds * prompts * (candidates + 1)} answers
     * @return one for each candidate; empty if it was stopped before the first round was over
     */
    public List<Measurement> measure(List<Candidate> candidates, int rounds, BooleanSupplier stop, Runnable onAnswer) {
        List<GenerationOptions> variants = new ArrayList<>(List.of(plain));
        candidates.forEach(candidate -> variants.add(plain.toBuilder()
                .speculative(true)
                .profile(candidate.profile())
                .draftPolicy(DraftPolicy.fixed(candidate.draftTokens()))
                .build()));
        GenerationResult[][] fastest = new GenerationResult[variants.size()][prompts.size()];
        // One session a variant: none may read from the cache what another has read.
        try (SpeculativeGenerator generator = new SpeculativeGenerator(decoder, tokenizer, 1)) {
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

    private static GenerationResult generate(
            SpeculativeGenerator generator, int[] prompt, GenerationOptions options, String session) {
        return generator.generate(prompt, options.toBuilder().session(session).build(), GenerationListener.NONE);
    }

    private static GenerationResult faster(@Nullable GenerationResult a, GenerationResult b) {
        return a == null || b.stats().decode().compareTo(a.stats().decode()) < 0 ? b : a;
    }

    /** Compares each candidate with plain decoding, which is the first row. */
    private static List<Measurement> measurements(GenerationResult[][] fastest) {
        List<Measurement> measurements = new ArrayList<>();
        for (int candidate = 1; candidate < fastest.length; candidate++) {
            measurements.add(compare(List.of(fastest[0]), List.of(fastest[candidate])));
        }
        return measurements;
    }

    private static Measurement compare(List<GenerationResult> plain, List<GenerationResult> drafted) {
        double[] ratios = new double[plain.size()];
        int identical = 0;
        for (int prompt = 0; prompt < ratios.length; prompt++) {
            ratios[prompt] = DecodeSpeed.secondsPerToken(plain.subList(prompt, prompt + 1))
                    / DecodeSpeed.secondsPerToken(drafted.subList(prompt, prompt + 1));
            if (plain.get(prompt).tokens().equals(drafted.get(prompt).tokens())) {
                identical++;
            }
        }
        // The first round reads the prompt and drafts nothing.
        int rounds =
                drafted.stream().mapToInt(result -> result.stats().rounds() - 1).sum();
        return new Measurement(
                DecodeSpeed.secondsPerToken(plain) / DecodeSpeed.secondsPerToken(drafted),
                Summary.of(ratios).median(),
                (double) drafted.stream().mapToInt(DecodeSpeed::decodedTokens).sum() / Math.max(1, rounds),
                identical,
                1 / DecodeSpeed.secondsPerToken(plain));
    }
}
