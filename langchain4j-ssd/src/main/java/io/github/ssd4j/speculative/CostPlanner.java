package io.github.ssd4j.speculative;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chooses by expected tokens and time: see {@link DraftPolicy#costOptimal}. In a round, a text that a grammar forces or a looked-up
 * block is offered, whichever is worth more, and cut where it is worth most, unless the model's drafts are worth more. What one of them
 * adds, the others may continue. Reads no clock.
 */
final class CostPlanner implements DraftPlanner {

    /** A looked-up block ends where it is hardly ever reached. */
    private static final double LEAST_REACH = 0.01;

    /** Without a plain step for so many rounds, one is done to compare times with: what they cost may have changed. */
    private static final int MAX_ROUNDS_WITHOUT_PLAIN = 48;

    /** No draft model is right more often for long. What could not pay even so is hardly ever tried. */
    private static final double BEST_ACCEPTANCE = 0.9;

    private final int maxDraftTokens;
    private final DraftMemory memory;
    private final ChoiceKind kind;
    private final @Nullable Drafter grammar;
    private final @Nullable Drafter lookUp;
    private final @Nullable ModelDrafter model;
    private final StepCosts costs;
    private final Pace pace;

    private int roundsSincePlain;

    /** The round that is being drafted. */
    private @Nullable DraftRun current;

    /** Whether the model is tried in it, to know it better. */
    private boolean probing;

    /** How many drafts there were when the last turn began. */
    private int before;

    /** Whether look-up may have something that it was not asked for. */
    private boolean fresh;

    private boolean modelPays;

    /** Null: there is no such drafter. */
    CostPlanner(
            int maxDraftTokens,
            DraftMemory memory,
            ChoiceKind kind,
            @Nullable Drafter grammar,
            @Nullable Drafter lookUp,
            @Nullable ModelDrafter model) {
        this.maxDraftTokens = maxDraftTokens;
        this.memory = memory;
        this.kind = kind;
        this.grammar = grammar;
        this.lookUp = lookUp;
        this.model = model;
        this.costs = memory.costs();
        this.pace = memory.pace(kind);
        pace.startRequest();
        costs.startRequest();
        startRequest(grammar == null ? null : grammar.name());
        startRequest(lookUp == null ? null : lookUp.name());
        startRequest(model == null ? null : model.name());
    }

    private void startRequest(@Nullable String drafter) {
        if (drafter != null) {
            memory.experience(drafter, kind).startRequest();
        }
    }

    @Override
    public int maxDraftTokens() {
        return maxDraftTokens;
    }

    @Override
    public boolean draft(DraftRun run) {
        if (run != current) {
            return begin(run);
        }
        if (probing) {
            return false;
        }
        noteTurn(run);
        return goOn(run);
    }

    private boolean begin(DraftRun run) {
        current = run;
        probing = false;
        before = -1;
        fresh = true;
        modelPays = modelPays();
        boolean needsPlainStep = roundsSincePlain >= MAX_ROUNDS_WITHOUT_PLAIN || (modelPays && !costs.knowsPlainStep());
        if (memory.isAlone() && needsPlainStep) {
            return false; // what drafts cost would be compared with nothing
        }
        if (!modelPays && probeIsDue()) {
            probing = modelTurn(run);
            return probing;
        }
        return goOn(run);
    }

    /** Drafts as far as no pass is needed. */
    private boolean goOn(DraftRun run) {
        while (run.isOpen() && run.drafted() > before) {
            before = run.drafted();
            double gain = fresh ? freeTurn(run, before) : grammarTurn(run, before);
            if (modelPays && modelGain(run, before, gain > 0 ? pace.speedUp() : modelSpeedUp()) > gain) {
                run.truncate(before);
                return modelTurn(run);
            }
            noteTurn(run);
        }
        trim(run, 0);
        return false;
    }

    /** A looked-up block was offered whole. Behind another's draft there may be a new one. */
    private void noteTurn(DraftRun run) {
        fresh = lookUp != null && !run.lastDrafter().equals(lookUp.name());
    }

    /** Adds what costs no time to draft: a forced text or a looked-up block, whichever is worth more; returns what it is worth. */
    private double freeTurn(DraftRun run, int start) {
        double forced = grammarTurn(run, start);
        List<Draft> forcedText = run.truncate(start);
        double lookedUp = lookUpTurn(run, start);
        if (forced <= lookedUp) {
            return lookedUp;
        }
        run.truncate(start);
        run.add(forcedText);
        return forced;
    }

    /** Adds the best part of what the grammar forces; returns what it is worth. */
    private double grammarTurn(DraftRun run, int start) {
        if (grammar == null) {
            return 0;
        }
        Experience experience = memory.experience(grammar.name(), kind);
        run.turn(grammar, confidence -> confidence == 1 ? 1 : experience.acceptance(confidence), r -> true);
        return trim(run, start);
    }

    /** Adds the best part of a looked-up block; returns what it is worth. */
    private double lookUpTurn(DraftRun run, int start) {
        if (lookUp == null) {
            return 0;
        }
        Experience experience = memory.experience(lookUp.name(), kind);
        run.turn(lookUp, experience::acceptance, r -> r.reach() > LEAST_REACH);
        return trim(run, start);
    }

    /** Asks for one draft of the model. */
    private boolean modelTurn(DraftRun run) {
        return model != null && run.modelTurn(model.name(), memory.experience(model.name(), kind)::acceptance);
    }

    /** Drops the drafts behind the {@code start}-th that are not worth their time; returns what the others are worth, in tokens. */
    private double trim(DraftRun run, int start) {
        List<Draft> drafts = run.drafts();
        double[] verify = memory.verify(maxDraftTokens);
        double tokens = 0;
        double best = 0;
        int most = start;
        for (int k = start + 1; k <= drafts.size(); k++) {
            tokens += drafts.get(k - 1).reach();
            double gain = tokens - pace.speedUp() * (verify[k] - verify[start]);
            if (gain > best) {
                best = gain;
                most = k;
            }
        }
        run.truncate(most);
        return best;
    }

    /**
     * What the best number of drafts of the model is worth behind the first {@code start} drafts, in tokens.
     *
     * @param speedUp S of the stretch of text: where look-up has nothing, that of the model alone
     */
    private double modelGain(DraftRun run, int start, double speedUp) {
        double[] verify = memory.verify(maxDraftTokens);
        double cost = modelCost();
        double mean = modelExperience().mean();
        double reach = start == 0 ? 1 : run.drafts().get(start - 1).reach();
        double tokens = 0;
        double best = 0;
        for (int k = start + 1; k <= maxDraftTokens; k++) {
            reach *= mean;
            tokens += reach;
            best = Math.max(best, tokens - speedUp * ((k - start) * cost + verify[k] - verify[start]));
        }
        return best;
    }

    private boolean modelPays() {
        return model != null && modelSpeedUp() >= RoundCosts.MIN_SPEED_UP;
    }

    private double modelSpeedUp() {
        return bestSpeedUp(modelExperience().mean());
    }

    private boolean probeIsDue() {
        return model != null
                && memory.probing(model.name(), kind).isDue(bestSpeedUp(BEST_ACCEPTANCE) < RoundCosts.MIN_SPEED_UP);
    }

    /** Of rounds that the model drafts alone. */
    private double bestSpeedUp(double acceptance) {
        double[] verify = memory.verify(maxDraftTokens);
        return new RoundCosts(modelCost(), Arrays.copyOf(verify, maxDraftTokens + 1)).bestSpeedUp(acceptance);
    }

    private double modelCost() {
        return model == null ? 0 : costs.draft(model.name(), model.cost());
    }

    private Experience modelExperience() {
        return memory.experience(model == null ? "" : model.name(), kind);
    }

    @Override
    public void record(RoundOutcome outcome) {
        int drafted = outcome.drafted();
        roundsSincePlain = drafted == 0 ? 0 : roundsSincePlain + 1;
        DraftRun run = outcome.run();
        double steps = memory.verify(maxDraftTokens)[drafted];
        if (model != null) {
            steps += recordModel(outcome, model);
        }
        pace.add(outcome.tokens().size(), steps);
        if (memory.isAlone()) {
            costs.addVerification(drafted, outcome.verifyNanos());
        }
        judge(run.offered(), outcome.tokens());
    }

    /** Returns the steps that the model took. */
    private double recordModel(RoundOutcome outcome, ModelDrafter drafting) {
        DraftRun run = outcome.run();
        Probing probes = memory.probing(drafting.name(), kind);
        long drafts = run.offered().stream()
                .filter(draft -> draft.drafter().equals(drafting.name()))
                .count();
        if (drafts == 0) {
            probes.addRoundWithout();
            return 0;
        }
        if (memory.isAlone()) {
            costs.addDraft(drafting.name(), (double) run.nanos(drafting.name()) / drafts);
        }
        if (probing) {
            probes.addProbe(outcome.accepted() == outcome.drafted());
        } else {
            probes.reset();
        }
        return drafts * modelCost();
    }

    /** Compares what was offered, dropped drafts too, with what the full model chose, as far as it went the same way. */
    private void judge(List<Draft> offered, List<Integer> tokens) {
        IdentityHashMap<Draft, Boolean> right = new IdentityHashMap<>();
        for (Draft draft : offered) {
            boolean judged = draft.depth() < tokens.size()
                    && (draft.before() == null || right.getOrDefault(draft.before(), false));
            boolean accepted = judged && tokens.get(draft.depth()) == draft.token();
            right.put(draft, accepted);
            if (judged) {
                memory.experience(draft.drafter(), kind).add(draft.confidence(), accepted);
            }
        }
    }
}
