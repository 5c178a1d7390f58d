package io.github.ssd4j.evaluation.code;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.ssd4j.internal.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Runs Python programs that a model wrote, each in a process of its own and under limits. Such programs are not to be
 * trusted: run them only when the user has asked for it.
 *
 * <p><b>What is contained, always:</b> time by the clock; processor time, memory, file size, open files and processes
 * (see {@link Limits}); output, which is thrown away but for the last line of the error; the environment, which is
 * emptied; standard input, which is empty. A program that ends before its checks, by {@code sys.exit(0)} for example, has
 * not passed. As root, programs run as a user without rights and without name.
 *
 * <p><b>On Linux, as far as the machine allows</b> ({@link #containment} says how far): no network; no sight of other
 * processes, and no process outlives its program; all files read-only but for the working folder, which lies in memory
 * and is gone afterwards; {@code /tmp} and {@code /run} hidden, with the sockets in them. This needs {@code unshare} of
 * util-linux and the right to make namespaces, which containers often withhold.
 *
 * <p><b>What is not:</b> files that the user may read can be read. Where the file system is not sealed, whatever the user
 * may write can be changed, many files fill a disk, and where processes are not kept apart one that detaches itself may
 * live on. All processes of a program together may use {@code processes} times the memory. A hole in the kernel is a
 * hole here. The checks run in the program's own process: one that was written to deceive them, with an object that
 * equals everything for example, passes. Where models are hostile, use a virtual machine.
 *
 * <p>Linux or macOS. Thread-safe: programs may run at the same time.
 */
public final class ProgramRunner {

    /** In a network namespace of its own a process has no route. */
    private static final String NO_ROUTE = "assert len(open('/proc/net/route').readlines()) < 2, 'there is a route'";

    private final Launcher launcher;

    private ProgramRunner(Launcher launcher) {
        this.launcher = launcher;
    }

    /**
     * Finds the strongest containment that works on this machine, by running a program in it.
     *
     * @param networkMayStay whether programs may run with the network open where it cannot be cut off
     * @throws IllegalArgumentException when {@code python3} is missing, when no program can be run under the limits, or
     *     when the network cannot be cut off and may not stay
     */
    public static ProgramRunner create(Limits limits, boolean networkMayStay) {
        return create(limits, networkMayStay, Interpreters.find());
    }

    static ProgramRunner create(Limits limits, boolean networkMayStay, Interpreters interpreters) {
        String trouble = "";
        for (Containment containment : Containment.values()) {
            for (String python : interpreters.paths()) {
                Launcher launcher = new Launcher(python, containment, !interpreters.root(), limits);
                if (containment.cutsNetwork() || networkMayStay) {
                    ProgramRunner runner = new ProgramRunner(launcher);
                    trouble = runner.trouble();
                    if (trouble.isEmpty()) {
                        return runner;
                    }
                }
            }
        }
        throw new IllegalArgumentException(
                networkMayStay
                        ? "no Python program can be run under the limits: " + trouble
                        : ("the network cannot be cut off from the programs (%s): give --allow-network to run them with"
                                        + " the network open, or run in a container without network")
                                .formatted(trouble));
    }

    /** One line on what keeps the programs apart from the rest of this machine, for the report. */
    public String containment() {
        return "%s, %s".formatted(launcher.python(), launcher.containment().description());
    }

    /**
     * Runs a program to its end or to a limit.
     *
     * @param program Python source that fails with an error when it is wrong, as {@link Programs} makes it
     * @throws IllegalStateException when the limits, which worked before, could not be set
     * @throws java.util.concurrent.CancellationException when the thread is interrupted; the program is ended
     */
    public Verdict run(String program) {
        try (WorkFolder work = new WorkFolder()) {
            return verdict(launcher.run(program, work.path()));
        } catch (IOException e) {
            throw new UncheckedIOException("a program could not be run: " + e.getMessage(), e);
        }
    }

    /** Why this one cannot be used here; empty if it can. */
    private String trouble() {
        try {
            Verdict verdict = run(launcher.containment().cutsNetwork() ? NO_ROUTE : "assert True");
            return verdict.outcome() == Outcome.PASSED ? "" : verdict.error();
        } catch (IllegalStateException | UncheckedIOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static Verdict verdict(String output) {
        List<String> lines = output.lines().filter(line -> !line.isBlank()).toList();
        String last = lines.isEmpty() ? "ended together with what watched it" : lines.get(lines.size() - 1);
        if (!last.startsWith("{")) {
            return new Verdict(Outcome.FAILED, last);
        }
        JsonNode report;
        try {
            report = Json.mapper().readTree(last);
        } catch (JsonProcessingException e) {
            return new Verdict(Outcome.FAILED, last);
        }
        String error = report.path("error").asText();
        String outcome = report.path("outcome").asText();
        if (outcome.equals("UNUSABLE")) {
            throw new IllegalStateException("a program could not be run under limits: " + error);
        }
        return new Verdict(Outcome.valueOf(outcome), error);
    }
}
