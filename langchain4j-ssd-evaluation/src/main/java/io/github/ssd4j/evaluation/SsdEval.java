package io.github.ssd4j.evaluation;

import io.github.ssd4j.checkpoint.CheckpointException;
import io.github.ssd4j.decoder.DecoderException;
import io.github.ssd4j.evaluation.throughput.ThroughputCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/**
 * The command line {@code ssd-eval}. Results go to standard output, progress and messages to standard error. It ends
 * with 0 when all went well, 1 when something failed, 2 when the command line was wrong.
 */
@Command(
        name = "ssd-eval",
        description = "Measures the engine of langchain4j-ssd on this machine.",
        subcommands = ThroughputCommand.class,
        mixinStandardHelpOptions = true,
        versionProvider = SsdEval.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:all went well", "1:the measurement failed", "2:the command line is wrong"})
public final class SsdEval implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    /** Runs the command line and ends the JVM with its exit code. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The command line, ready to execute; tests give it other streams. */
    static CommandLine commandLine() {
        return new CommandLine(new SsdEval())
                .setParameterExceptionHandler(SsdEval::onWrongCommandLine)
                .setExecutionExceptionHandler(SsdEval::onFailure)
                .setUsageHelpAutoWidth(true);
    }

    /** Without a command there is nothing to do. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing required command");
    }

    private static int onWrongCommandLine(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(command.getColorScheme().errorText(rootName(command) + ": " + e.getMessage()));
        err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        err.flush();
        return CommandLine.ExitCode.USAGE;
    }

    /** An expected failure is one line; anything else is a defect of ours and shows where it comes from. */
    private static int onFailure(Exception e, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (e instanceof CheckpointException
                || e instanceof DecoderException
                || e instanceof IllegalArgumentException
                || e instanceof IOException) {
            err.println(command.getColorScheme().errorText(rootName(command) + ": " + e.getMessage()));
        } else {
            e.printStackTrace(err);
        }
        err.flush();
        return CommandLine.ExitCode.SOFTWARE;
    }

    private static String rootName(CommandLine command) {
        return command.getCommandSpec().root().name();
    }

    /** The version of the jar; classes that were never packed have none. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            return new String[] {
                "ssd-eval "
                        + Optional.ofNullable(SsdEval.class.getPackage().getImplementationVersion())
                                .orElse("(development build)")
            };
        }
    }
}
