package io.github.ssd4j.evaluation;

import io.github.ssd4j.evaluation.command.CodeCommand;
import io.github.ssd4j.evaluation.command.CompareCommand;
import io.github.ssd4j.evaluation.command.SpecBenchCommand;
import io.github.ssd4j.evaluation.command.SummarisationCommand;
import io.github.ssd4j.evaluation.load.LoadCommand;
import io.github.ssd4j.evaluation.throughput.ThroughputCommand;
import io.github.ssd4j.measurement.cli.CommandLineTool;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command line {@code ssd-eval}; see {@link CommandLineTool}.
 */
@Command(
        name = "ssd-eval",
        description = "Measures the engine of langchain4j-ssd on this machine, and other chat models beside it.",
        subcommands = {
            SpecBenchCommand.class,
            SummarisationCommand.class,
            CodeCommand.class,
            CompareCommand.class,
            ThroughputCommand.class,
            LoadCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = CommandLineTool.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all went well",
            "1:the measurement failed",
            "2:the command line is wrong",
            "130:ended by Ctrl-C, the reports are of what was there"
        })
public final class SsdEval implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    /** Runs the command line and ends the JVM with its exit code. */
    public static void main(String[] args) {
        // The charts need no screen; without this a JVM may look for one.
        System.setProperty("java.awt.headless", "true");
        System.exit(commandLine().execute(args));
    }

    /** The command line, ready to execute; tests give it other streams. */
    static CommandLine commandLine() {
        return CommandLineTool.of(new SsdEval());
    }

    /** Without a command there is nothing to do. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing required command");
    }
}
