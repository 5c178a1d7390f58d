package io.github.ssd4j.search;

import io.github.ssd4j.checkpoint.Tokenizer;
import io.github.ssd4j.decoder.Decoder;
import io.github.ssd4j.decoder.SamplingOptions;
import io.github.ssd4j.decoder.SkipProfile;
import io.github.ssd4j.measurement.speed.CostMeter;
import io.github.ssd4j.search.SearchListener.Phase;
import io.github.ssd4j.search.scoring.AgreementScorer;
import io.github.ssd4j.search.scoring.Continuation;
import io.github.ssd4j.search.scoring.ModelSpace;
import io.github.ssd4j.search.scoring.Validator;
import io.github.ssd4j.search.scoring.Validator.Candidate;
import io.github.ssd4j.search.scoring.Validator.Measurement;
import io.github.ssd4j.search.space.DraftCosts;
import io.github.ssd4j.search.space.Score;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** The best sets of a search: scored exactly, on held-out prompts too, and measured by generation on these. */
final class Finalists {

    private static final int COUNT = 3;

    /** So many are scored exactly to find the best. */
    private static final int CANDIDATES = 2 * COUNT;

    /** The machine may be busier then. */
    private static final double MARGIN = 1.2;

    private static final double DRAFT_COST_SECONDS = 2;

    /** Measured speeds of the same set differ so much from run to run. */
    private static final double NOISE = 0.02;

    /** Generation is measured twice, so that one disturbance does not decide, unless that takes more of the budget. */
    private static final double BUDGET_SHARE = 0.4;

    private final Decoder decoder;
    private final Tokenizer tokenizer;
    private final List<int[]> prompts;
    private final SamplingOptions sampling;
    private final SkipSearch.Settings settings;
    private final int ways;
    private final double roundSeconds;
    private final int rounds;

    /**
     * Nothing is done yet.
     *
     * @param stepSeconds time of a step of plain decoding
     */
    Finalists(
            Decoder decoder,
            Tokenizer tokenizer,
            List<int[]> prompts,
            SamplingOptions sampling,
            SkipSearch.Settings settings,
            double stepSeconds) {
        this.decoder = decoder;
        this.tokenizer = tokenizer;
        this.prompts = prompts;
        this.sampling = sampling;
        this.settings = settings;
        ways = Validator.baselines(settings.drafters()) + COUNT;
        roundSeconds = stepSeconds * settings.continuationTokens() * prompts.size() * ways;
        double budget = settings.budget().toNanos() / 1e9;
        rounds = 2 * roundSeconds < BUDGET_SHARE * budget ? 2 : 1;
    }

    /**
     * How long the validation will take, about.
     *
     * @param passSeconds time to read all calibration answers once
     */
    double seconds(double passSeconds) {
        double answers = roundSeconds / ways;
        // Two passes for each exact score, those of the held-out answers on fewer positions.
        double scores = 2 * (CANDIDATES + COUNT) * passSeconds;
        return MARGIN * (rounds * roundSeconds + answers + scores + COUNT * DRAFT_COST_SECONDS);
    }

    /**
     * The best sets, {@link #ranked}. Nothing if it was told to stop before all were measured once.
     *
     * @param known what was measured before: taken if it is about the same sets
     */
    List<Validation> validate(
            AgreementScorer scorer,
            DraftCosts costs,
            ModelSpace space,
            List<Validation> known,
            SearchListener listener,
            BooleanSupplier stop) {
        if (stop.getAsBoolean() || space.scores().isEmpty()) {
            return List.of();
        }
        List<Score> scores = space.best(CANDIDATES).stream()
                .map(scorer::exactScore)
                .sorted(Comparator.comparingDouble(Score::speedUp).reversed())
                .limit(COUNT)
                .toList();
        List<Validation> validations = areOf(scores, known) ? known : measured(scores, costs, listener, stop);
        validations.forEach(listener::onValidation);
        return validations;
    }

    /** Whether these sets were measured by an earlier search with the same settings. */
    private static boolean areOf(List<Score> scores, List<Validation> known) {
        return Set.copyOf(scores).equals(known.stream().map(Validation::score).collect(Collectors.toSet()));
    }

    private List<Validation> measured(
            List<Score> scores, DraftCosts costs, SearchListener listener, BooleanSupplier stop) {
        List<Score> heldOut = heldOutScores(scores, costs);
        List<Double> draftCosts = draftCosts(scores, costs, stop);
        List<Candidate> candidates = scores.stream()
                .map(score -> new Candidate(profile(score), score.draftTokens()))
                .toList();
        int total = rounds * prompts.size() * (Validator.baselines(settings.drafters()) + candidates.size());
        int[] done = {0};
        List<Measurement> measurements = new Validator(
                        decoder,
                        tokenizer,
                        prompts,
                        settings.continuationTokens(),
                        sampling,
                        settings.seed(),
                        settings.drafters())
                .measure(candidates, rounds, stop, () -> listener.onProgress(Phase.VALIDATION, ++done[0], total));
        List<Validation> validations = new ArrayList<>();
        for (int i = 0; i < measurements.size(); i++) {
            validations.add(validation(scores.get(i), heldOut.get(i), draftCosts.get(i), measurements.get(i)));
        }
        return ranked(validations);
    }

    /**
     * The fastest first. Sets that are as fast as the fastest but for noise are told apart by their speed as predicted on the
     * held-out prompts, so that a search that is repeated chooses the same.
     */
    static List<Validation> ranked(List<Validation> validations) {
        double fastest = validations.stream()
                .mapToDouble(Validation::measuredSpeedUp)
                .max()
                .orElse(0);
        Comparator<Validation> byNoise =
                Comparator.comparing(validation -> validation.measuredSpeedUp() < fastest * (1 - NOISE));
        return validations.stream()
                .sorted(byNoise.thenComparing(Comparator.comparingDouble(
                                (Validation validation) -> validation.heldOut().speedUp())
                        .reversed()))
                .toList();
    }

    private Validation validation(Score score, Score heldOut, double draftCost, Measurement measured) {
        return new Validation(
                score,
                heldOut,
                draftCost,
                measured.speedUp(),
                measured.medianSpeedUp(),
                measured.tokensPerRound(),
                measured.identicalAnswers(),
                prompts.size(),
                measured.plainTokensPerSecond());
    }

    /** The scores on the held-out prompts, with the numbers of drafts that the sets are measured with. */
    private List<Score> heldOutScores(List<Score> scores, DraftCosts costs) {
        List<Continuation> answers = new ArrayList<>();
        try {
            SplittableRandom random = new SplittableRandom(settings.seed());
            for (int[] prompt : prompts) {
                Continuation.write(decoder, prompt, settings.continuationTokens(), sampling, random)
                        .ifPresent(answers::add);
            }
            try (AgreementScorer scorer = new AgreementScorer(
                    decoder, answers, costs, sampling, settings.continuationTokens(), settings.besideLookUp())) {
                return scores.stream()
                        .map(score -> scorer.exactScore(score.set(), score.draftTokens()))
                        .toList();
            }
        } finally {
            answers.forEach(Continuation::close);
        }
    }

    private List<Double> draftCosts(List<Score> scores, DraftCosts costs, BooleanSupplier stop) {
        try (CostMeter meter = new CostMeter(decoder, sampling, costs.context(), 1)) {
            List<SkipProfile> profiles = scores.stream().map(Finalists::profile).toList();
            return meter.measure(profiles, COUNT * DRAFT_COST_SECONDS, stop).drafts();
        }
    }

    /** Experience of drafting is kept by name, so each set has its own. */
    private static SkipProfile profile(Score score) {
        return score.set().toProfile(score.set().toString());
    }
}
