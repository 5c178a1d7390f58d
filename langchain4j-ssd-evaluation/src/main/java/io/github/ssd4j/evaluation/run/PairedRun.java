package io.github.ssd4j.evaluation.run;

import io.github.ssd4j.evaluation.data.Question;
import io.github.ssd4j.evaluation.prompt.Conversation;
import io.github.ssd4j.evaluation.prompt.Prompts;
import io.github.ssd4j.internal.Ensure;
import io.github.ssd4j.measurement.speed.PassCosts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Puts questions to several contestants in turn, question by question, so that what slows the machine down slows all alike; who
 * is first changes from question to question. What the journal has is not asked again.
 *
 * <p>In a conversation of several turns all contestants are given the first one's answers as what was said before, so
 * that all have the same prompts.
 */
public final class PairedRun {

    private static final String WARM_UP = "warm-up";

    private final List<Contestant> contestants;
    private final Prompts prompts;
    private final RunJournal journal;
    private final RunListener listener;
    private final Settings settings;
    private final BooleanSupplier stop;
    private boolean warm;

    /**
     * How to ask.
     *
     * @param samples answers to each question
     * @param repeats how often each of them is written; the fastest counts, as what disturbs a machine only takes time
     * @param warmUps questions that are answered before, without being counted
     * @param seed of the sampling
     * @param costs measures what rounds cost
     */
    public record Settings(int samples, int repeats, int warmUps, long seed, CostSource costs) {

        public Settings {
            Ensure.positive(samples, "samples");
            Ensure.positive(repeats, "repeats");
            Ensure.notNegative(warmUps, "warmUps");
        }
    }

    /** Measures what rounds cost at a context length. */
    @FunctionalInterface
    public interface CostSource {

        /** For contestants of which no costs are known. */
        CostSource NONE = context -> Optional.empty();

        /** The costs of drafts and verifications at so many positions. */
        Optional<PassCosts> measure(int context);
    }

    /**
     * Nothing is asked yet.
     *
     * @param contestants the first is the baseline
     * @param stop asked before each question; what is there then is kept
     */
    public PairedRun(
            List<Contestant> contestants,
            Prompts prompts,
            Settings settings,
            RunJournal journal,
            RunListener listener,
            BooleanSupplier stop) {
        Ensure.that(contestants.size() > 1, "there must be 2 contestants at least, but are: %s", contestants.size());
        this.contestants = List.copyOf(contestants);
        this.prompts = prompts;
        this.settings = settings;
        this.journal = journal;
        this.listener = listener;
        this.stop = stop;
    }

    /** Asks all questions, category by category, and measures the costs of each category's rounds behind it. */
    public List<AskedQuestion> ask(List<Question> questions) {
        List<AskedQuestion> all = new ArrayList<>();
        for (String category :
                questions.stream().map(Question::category).distinct().toList()) {
            int before = all.size();
            for (Question question : questions) {
                for (int sample = 0; question.category().equals(category) && sample < settings.samples(); sample++) {
                    Optional<AskedQuestion> asked = askUnlessKnown(questions, question, sample, all.size());
                    if (asked.isPresent()) {
                        all.add(asked.get());
                        listener.onQuestion(asked.get(), all.size(), questions.size() * settings.samples());
                    }
                }
            }
            measureCosts(category, all.subList(before, all.size()));
        }
        return all;
    }

    /** Empty if it is not known and the run is to stop. */
    private Optional<AskedQuestion> askUnlessKnown(
            List<Question> questions, Question question, int sample, int number) {
        Optional<AskedQuestion> known = journal.find(question.id(), sample);
        if (known.isPresent() || stop.getAsBoolean()) {
            return known;
        }
        if (!warm) {
            warmUp(questions);
            warm = true;
        }
        AskedQuestion asked = ask(question, sample, number);
        journal.add(asked);
        return Optional.of(asked);
    }

    private void warmUp(List<Question> questions) {
        int total = Math.min(settings.warmUps(), questions.size());
        for (int i = 0; i < total && !stop.getAsBoolean(); i++) {
            listener.onWarmUp(i, total);
            try {
                askAll(questions.get(i), WARM_UP + i, settings.seed(), i);
            } catch (LeftOutException e) {
                // It will be said where the question counts.
            }
        }
    }

    private AskedQuestion ask(Question question, int sample, int number) {
        try {
            List<List<Answer>> turns = askAll(question, question.id() + "#" + sample, settings.seed() + sample, number);
            return new AskedQuestion(question.id(), question.category(), sample, turns, null);
        } catch (LeftOutException e) {
            return new AskedQuestion(question.id(), question.category(), sample, List.of(), e.getMessage());
        }
    }

    private List<List<Answer>> askAll(Question question, String session, long seed, int number) {
        List<List<Answer>> turns = new ArrayList<>();
        List<String> said = new ArrayList<>();
        for (int turn = 0; turn < question.turns().size(); turn++) {
            Conversation conversation = prompts.conversation(question, said);
            List<Answer> answers = askAll(question, session, conversation, seed, number);
            turns.add(answers);
            said.add(answers.get(0).text());
        }
        return turns;
    }

    private List<Answer> askAll(Question question, String session, Conversation conversation, long seed, int number) {
        Answer[] answers = new Answer[contestants.size()];
        for (int repeat = 0; repeat < settings.repeats(); repeat++) {
            for (int i = 0; i < answers.length; i++) {
                int next = (number + repeat + i) % answers.length;
                listener.onContestant(question.id(), contestants.get(next).name());
                Answer answer = contestants.get(next).answer(session, conversation, seed);
                answers[next] = repeat == 0 ? answer : answers[next].fasterOf(answer);
            }
        }
        return Arrays.asList(answers);
    }

    private void measureCosts(String category, List<AskedQuestion> asked) {
        if (settings.costs() == CostSource.NONE || journal.costs().containsKey(category) || stop.getAsBoolean()) {
            return;
        }
        // Where the answers are in the mean: the costs of attention grow with what it looks at.
        double context = asked.stream()
                .flatMap(question -> question.turns().stream())
                .map(answers -> answers.get(0))
                .mapToInt(answer -> answer.promptTokens() + answer.generatedTokens() / 2)
                .average()
                .orElse(0);
        if (context >= 1) {
            listener.onCosts(category);
            settings.costs().measure((int) context).ifPresent(costs -> journal.addCosts(category, costs));
        }
    }
}
