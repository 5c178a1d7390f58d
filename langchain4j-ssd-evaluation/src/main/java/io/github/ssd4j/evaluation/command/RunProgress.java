package io.github.ssd4j.evaluation.command;

import io.github.ssd4j.evaluation.run.Answer;
import io.github.ssd4j.evaluation.run.AskedQuestion;
import io.github.ssd4j.evaluation.run.RunListener;
import io.github.ssd4j.measurement.cli.Progress;
import io.github.ssd4j.measurement.report.Figures;
import java.util.List;
import java.util.Locale;

/** Shows a run in one line that is written over: how many questions, the speed so far, the time left. */
final class RunProgress implements RunListener {

    private final Progress progress;
    private final int questions;
    private final String candidate;
    private long start = System.nanoTime();
    private int doneBefore = -1;
    private int done;
    private double baselineNanos;
    private double baselineTokens;
    private double candidateNanos;
    private double candidateTokens;

    /**
     * Nothing is shown yet.
     *
     * @param questions how many there are
     * @param candidate whose speed is shown: the first behind the baseline
     */
    RunProgress(Progress progress, int questions, String candidate) {
        this.progress = progress;
        this.questions = questions;
        this.candidate = candidate;
    }

    @Override
    public void onWarmUp(int done, int total) {
        progress.status(this.done, questions, "warming up, " + (done + 1) + " of " + total);
    }

    @Override
    public void onContestant(String question, String contestant) {
        if (doneBefore < 0) {
            // What the journal had took no time.
            doneBefore = done;
            start = System.nanoTime();
        }
    }

    @Override
    public void onQuestion(AskedQuestion asked, int done, int total) {
        this.done = done;
        asked.turns().forEach(this::count);
        if (asked.leftOut() != null) {
            progress.say("Left out: " + asked.id() + " (" + asked.category() + "): " + asked.leftOut() + ".");
        }
        progress.show(done, total, line(asked.category(), total));
    }

    private void count(List<Answer> answers) {
        baselineNanos += answers.get(0).decodeNanos();
        baselineTokens += answers.get(0).decodedTokens();
        candidateNanos += answers.get(1).decodeNanos();
        candidateTokens += answers.get(1).decodedTokens();
    }

    private String line(String category, int total) {
        StringBuilder line = new StringBuilder("question " + done + " of " + total + ", " + category);
        if (baselineTokens > 0 && candidateTokens > 0) {
            double plain = baselineNanos / baselineTokens;
            double time = candidateNanos / candidateTokens;
            line.append(String.format(
                    Locale.ROOT, ", %s %s tokens/s, S %.3f", candidate, Figures.number(1e9 / time), plain / time));
        }
        if (doneBefore >= 0 && done > doneBefore && done < total) {
            double seconds = (System.nanoTime() - start) / 1e9 / (done - doneBefore) * (total - done);
            line.append(", about ").append(Figures.duration(seconds)).append(" left");
        }
        return line.toString();
    }

    @Override
    public void onCosts(String category) {
        progress.status(done, questions, "timing what rounds cost, " + category);
    }
}
