package io.github.ssd4j.evaluation.code;

/** How a program ended. */
public enum Outcome {
    /** It came to the end of its checks. */
    PASSED,
    /** An error, a limit other than that of time, or an end before the checks were done. */
    FAILED,
    /** The time limit. */
    TIMED_OUT
}
