package io.github.ssd4j.measurement.cli;

import io.github.ssd4j.checkpoint.CheckpointException;
import io.github.ssd4j.decoder.DecoderException;
import io.github.ssd4j.measurement.io.AtomicFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jline.utils.Levenshtein;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The manners of the command lines of this project. Results go to standard output, progress and messages to standard error.
 * An expected failure is one line and exit code 1; a wrong command line is two lines and exit code 2.
 */
public final class CommandLineTool {

    private static final int MOST_DIFFERENT_LETTERS = 2;

    private CommandLineTool() {}

    /** The command line of an annotated object, ready to execute. */
    public static CommandLine of(Object command) {
        return new CommandLine(command)
                .setParameterExceptionHandler(CommandLineTool::onWrongCommandLine)
                .setExecutionExceptionHandler(CommandLineTool::onFailure)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true);
    }

    /** The value of an option; that it is a bad one is an error of the command line. */
    public static <T> T checked(CommandSpec spec, Supplier<T> option) {
        try {
            return option.get();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    /** Found out before the work begins: a report that cannot be written would be work lost. */
    public static void requireFolderOf(CommandSpec spec, String option, @Nullable Path file) {
        if (file != null && (Files.isDirectory(file) || !Files.isDirectory(AtomicFile.folderOf(file)))) {
            throw new ParameterException(
                    spec.commandLine(), option + " must be a file in an existing folder, but is: " + file);
        }
    }

    /** Progress on the standard error of a command, as wide as its help. */
    public static Progress progress(CommandSpec spec) {
        return new Progress(
                spec.commandLine().getErr(),
                Ansi.AUTO.enabled(),
                spec.usageMessage().width());
    }

    private static int onWrongCommandLine(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(command.getColorScheme().errorText(rootName(command) + ": " + e.getMessage() + meant(e)));
        err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        err.flush();
        return CommandLine.ExitCode.USAGE;
    }

    /** What an unknown word was probably meant to be; for an unknown command also those that there are. */
    private static String meant(ParameterException e) {
        if (!(e instanceof UnmatchedArgumentException unmatched)) {
            return "";
        }
        CommandSpec spec = e.getCommandLine().getCommandSpec();
        String word = unmatched.getUnmatched().get(0).split("=", 2)[0];
        boolean option = word.startsWith("-");
        Set<String> known =
                option ? spec.optionsMap().keySet() : spec.subcommands().keySet();
        String nearest = known.stream()
                .filter(name -> Levenshtein.distance(word, name) <= MOST_DIFFERENT_LETTERS)
                .min(Comparator.comparingInt(name -> Levenshtein.distance(word, name)))
                .map(name -> "; did you mean " + name + "?")
                .orElse("");
        boolean command = !option && !known.isEmpty();
        return command ? nearest + " (commands: " + String.join(", ", known) + ")" : nearest;
    }

    /** An expected failure is one line; anything else is a defect of ours and shows where it comes from. */
    private static int onFailure(Exception e, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (e instanceof CheckpointException
                || e instanceof DecoderException
                || e instanceof IllegalArgumentException
                || e instanceof UncheckedIOException
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

    /** The version of the jar that the root command is from; classes that were never packed have none. */
    public static final class Version implements IVersionProvider {

        @Spec
        @SuppressWarnings("NullAway.Init") // set by picocli
        private CommandSpec spec;

        @Override
        public String[] getVersion() {
            CommandSpec root = spec.root();
            return new String[] {
                root.name() + " "
                        + Optional.ofNullable(root.userObject()
                                        .getClass()
                                        .getPackage()
                                        .getImplementationVersion())
                                .orElse("(development build)")
            };
        }
    }
}
