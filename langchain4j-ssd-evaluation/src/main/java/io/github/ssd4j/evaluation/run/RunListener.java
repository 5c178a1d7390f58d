package io.github.ssd4j.evaluation.run;

/** Follows a run. Called on the thread that runs it. */
public interface RunListener {

    /** A contestant is about to answer a question of the warm-up, whose answers do not count. */
    void onWarmUp(int done, int total);

    /** A contestant is about to answer. */
    void onContestant(String question, String contestant);

    /** A question was answered by all, or left out. */
    void onQuestion(AskedQuestion asked, int done, int total);

    /** The costs of a category's rounds are about to be measured. */
    void onCosts(String category);
}
