package io.github.ssd4j.search;

import io.github.ssd4j.SsdEngine;
import io.github.ssd4j.checkpoint.Checkpoint;
import io.github.ssd4j.decoder.Decoder;
import io.github.ssd4j.decoder.SamplingOptions;
import io.github.ssd4j.decoder.SkipProfile;
import io.github.ssd4j.internal.Ensure;
import io.github.ssd4j.measurement.speed.CostMeter;
import io.github.ssd4j.search.SearchListener.Phase;
import io.github.ssd4j.search.SearchReport.Subject;
import io.github.ssd4j.search.scoring.AgreementScorer;
import io.github.ssd4j.search.scoring.Continuation;
import io.github.ssd4j.search.scoring.ModelSpace;
import io.github.ssd4j.search.space.DraftCosts;
import io.github.ssd4j.search.space.Score;
import io.github.ssd4j.search.space.SearchStoppedException;
import io.github.ssd4j.search.space.SearchStrategy;
import io.github.ssd4j.search.strategy.Strategies;
import io.github.ssd4j.speculative.DrafterKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One search, from loading to validation. */
final class SearchRun {

    private static final double COST_SECONDS = 8;

    private final long start = System.nanoTime();
    private final Instant date = Instant.now();
    private final SkipSearch.Settings settings;
    private final SearchListener listener;
    private final AtomicInteger stops;
    private final SearchStrategy strategy;
    private final CalibrationPrompts prompts;
    private final SamplingOptions sampling;

    /** Counts in {@code stops} how often it was told to stop. */
    SearchRun(SkipSearch.Settings settings, SearchListener listener, AtomicInteger stops) {
        this.settings = settings;
        this.listener = listener;
        this.stops = stops;
        strategy = settings.strategy() == null ? Strategies.DEFAULT : settings.strategy();
        prompts = settings.prompts().isEmpty()
                ? CalibrationPrompts.builtIn()
                : new CalibrationPrompts(settings.prompts());
        sampling = SamplingOptions.builder().temperature(settings.temperature()).build();
    }

    SearchReport run() {
        listener.onPhase(Phase.LOAD);
        try (Checkpoint checkpoint = Checkpoint.open(settings.model());
                Decoder decoder = Decoder.load(checkpoint, settings.decoder())) {
            PromptSplit split = PromptSplit.of(checkpoint, settings, prompts.texts(), decoder.contextTokens());
            Subject subject = subject(checkpoint, decoder, split);
            listener.onPhase(Phase.CONTINUATIONS);
            List<Continuation> answers = new ArrayList<>();
            try (SearchJournal journal = journal(checkpoint, subject)) {
                long began = System.nanoTime();
                answer(decoder, split.calibration(), answers);
                double stepSeconds = (System.nanoTime() - began) / 1e9 / tokens(answers);
                Finalists finalists = new Finalists(
                        decoder, checkpoint.tokenizer(), split.heldOut(), sampling, settings, stepSeconds);
                DraftCosts costs = costs(decoder, answers, journal);
                return search(decoder, subject, answers, costs, journal, finalists);
            } finally {
                answers.forEach(Continuation::close);
            }
        }
    }

    private Subject subject(Checkpoint checkpoint, Decoder decoder, PromptSplit split) {
        return new Subject(
                checkpoint.name(),
                checkpoint.config().layers(),
                checkpoint.config().hiddenSize(),
                decoder.device(),
                decoder.dtype(),
                decoder.linearKernel(),
                settings.decoder().threads(),
                Optional.ofNullable(SsdEngine.class.getPackage().getImplementationVersion())
                        .orElse("development build"),
                strategy.name(),
                settings.seed(),
                settings.temperature(),
                split.calibration().size(),
                prompts.sha256(),
                settings.continuationTokens(),
                DrafterKind.format(settings.drafters()),
                date);
    }

    private @Nullable SearchJournal journal(Checkpoint checkpoint, Subject subject) {
        if (settings.journalDirectory() == null) {
            return null;
        }
        SearchJournal journal = new Fingerprint(checkpoint, subject, settings).openJournal(settings.journalDirectory());
        if (settings.fresh()) {
            journal.beginAnew();
        }
        return journal;
    }

    private void answer(Decoder decoder, List<int[]> questions, List<Continuation> answers) {
        SplittableRandom random = new SplittableRandom(settings.seed());
        for (int i = 0; i < questions.size(); i++) {
            if (stops.get() > 0) {
                throw new SearchStoppedException("the search was stopped before anything was scored");
            }
            Continuation.write(decoder, questions.get(i), settings.continuationTokens(), sampling, random)
                    .ifPresent(answers::add);
            listener.onProgress(Phase.CONTINUATIONS, i + 1, questions.size());
        }
        Ensure.that(
                tokens(answers) >= 4,
                "the model says nothing to the prompts: %s tokens to %s prompts",
                tokens(answers),
                questions.size());
    }

    private static int tokens(List<Continuation> answers) {
        return answers.stream().mapToInt(Continuation::length).sum();
    }

    private DraftCosts costs(Decoder decoder, List<Continuation> answers, @Nullable SearchJournal journal) {
        listener.onPhase(Phase.COSTS);
        DraftCosts known = journal == null ? null : journal.costs().orElse(null);
        DraftCosts costs = known == null ? measureCosts(decoder, answers) : known;
        if (journal != null && known == null) {
            journal.writeCosts(costs);
        }
        listener.onCosts(costs);
        return costs;
    }

    private DraftCosts measureCosts(Decoder decoder, List<Continuation> answers) {
        // Where the answers are in the mean: the costs of attention grow with what it looks at.
        int context = (int) answers.stream()
                .mapToInt(answer -> answer.tokens().length() - answer.length() / 2)
                .average()
                .orElseThrow();
        int longestRound = Math.min(settings.maxDraftTokens(), decoder.contextTokens() - context - 1);
        try (CostMeter meter = new CostMeter(decoder, sampling, context, longestRound)) {
            List<Integer> all =
                    IntStream.range(0, decoder.config().layers()).boxed().toList();
            List<SkipProfile> drafts = List.of(
                    SkipProfile.NONE,
                    SkipProfile.of("no attention", all, List.of()),
                    SkipProfile.of("no mlp", List.of(), all));
            return DraftCosts.of(meter.measure(drafts, COST_SECONDS, () -> stops.get() > 0), all.size());
        }
    }

    private SearchReport search(
            Decoder decoder,
            Subject subject,
            List<Continuation> answers,
            DraftCosts costs,
            @Nullable SearchJournal journal,
            Finalists finalists) {
        listener.onPhase(Phase.SEARCH);
        int maxTokens = settings.continuationTokens();
        long began = System.nanoTime();
        try (AgreementScorer scorer =
                new AgreementScorer(decoder, answers, costs, sampling, maxTokens, settings.besideLookUp())) {
            double passSeconds = (System.nanoTime() - began) / 1e9;
            long deadline = start + settings.budget().toNanos() - (long) (finalists.seconds(passSeconds) * 1e9);
            ModelSpace space = new ModelSpace(
                    scorer,
                    costs,
                    journal == null ? Map.of() : journal.scores(),
                    new ModelSpace.Limits(
                            settings.evaluations(), () -> stops.get() > 0 || System.nanoTime() - deadline > 0),
                    settings.seed(),
                    new Scores(journal)::add);
            boolean stopped = false;
            try {
                space.pinFirstLayers();
                strategy.search(space);
            } catch (SearchStoppedException e) {
                stopped = true;
            }
            listener.onPhase(Phase.VALIDATION);
            List<Validation> known = journal == null ? List.of() : journal.validations();
            List<Validation> validations =
                    finalists.validate(scorer, costs, space, known, listener, () -> stops.get() > 1);
            if (journal != null && stops.get() <= 1 && !validations.equals(known)) {
                journal.writeValidations(validations);
            }
            return new SearchReport(subject, costs, space.scores(), validations, stopped, settings.minSpeedUp());
        }
    }

    /** Tells of each score and writes it down. */
    private final class Scores {

        private final @Nullable SearchJournal journal;
        private int count;
        private @Nullable Score best;

        Scores(@Nullable SearchJournal journal) {
            this.journal = journal;
        }

        void add(Score score) {
            if (journal != null) {
                journal.add(score);
            }
            best = best == null || score.speedUp() > best.speedUp() ? score : best;
            listener.onScore(++count, score, best);
        }
    }
}
