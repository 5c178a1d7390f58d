package io.github.ssd4j.evaluation.command;

import io.github.ssd4j.evaluation.command.Task.Judge;
import io.github.ssd4j.evaluation.data.Question;
import io.github.ssd4j.evaluation.data.Questions;
import io.github.ssd4j.evaluation.peer.PeerModel;
import io.github.ssd4j.evaluation.prompt.Prompts;
import io.github.ssd4j.evaluation.run.ChatContestant;
import io.github.ssd4j.evaluation.run.Contestant;
import io.github.ssd4j.evaluation.run.PairedRun.CostSource;
import io.github.ssd4j.measurement.cli.CommandLineTool;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ssd-eval compare}: any two chat models of LangChain4j. */
@Command(
        name = "compare",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = {
            "Puts the same questions to any two LangChain4j chat models in turn and compares their speed, the time of whole calls. "
                    + "A model is a class with a static builder(), and properties for which the builder has methods.",
            "",
            "Classes that are not part of this program are taken from --baseline-path and --candidate-path. A value "
                    + "$${env:NAME} is read from the environment.",
            ""
        },
        footerHeading = "%nExample:%n",
        footer = {
            "  ssd-eval compare --data question.jsonl --limit 5 \\",
            "      --baseline dev.langchain4j.model.ollama.OllamaChatModel --baseline-path 'ollama/lib/*' \\",
            "      --baseline-set baseUrl=http://localhost:11434 --baseline-set modelName=smollm2:135m \\",
            "      --candidate io.github.ssd4j.SsdChatModel --candidate-set model=SmolLM2-135M-Instruct.Q4_1.gguf"
        })
public final class CompareCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--baseline",
            required = true,
            paramLabel = "CLASS",
            showDefaultValue = Visibility.NEVER,
            description = "The model to compare with.")
    private String baseline = "";

    @Option(
            names = "--baseline-set",
            paramLabel = "NAME=VALUE",
            showDefaultValue = Visibility.NEVER,
            description = "A property of it; may be given more than once.")
    private Map<String, String> baselineProperties = new TreeMap<>();

    @Option(
            names = "--baseline-path",
            paramLabel = "PATH",
            description = "Jars of it: files, folders of jars or of classes, separated as in a Java class path.")
    private @Nullable String baselinePath;

    @Option(
            names = "--candidate",
            required = true,
            paramLabel = "CLASS",
            showDefaultValue = Visibility.NEVER,
            description = "The model to compare.")
    private String candidate = "";

    @Option(
            names = "--candidate-set",
            paramLabel = "NAME=VALUE",
            showDefaultValue = Visibility.NEVER,
            description = "A property of it.")
    private Map<String, String> candidateProperties = new TreeMap<>();

    @Option(names = "--candidate-path", paramLabel = "PATH", description = "Jars of it.")
    private @Nullable String candidatePath;

    @Option(
            names = "--names",
            paramLabel = "A,B",
            split = ",",
            arity = "1",
            showDefaultValue = Visibility.NEVER,
            description = "What the two are called in the reports. Default: the names of their classes.")
    private List<String> names = List.of();

    @Option(
            names = "--temperature",
            paramLabel = "T",
            defaultValue = "0",
            description = "Of both models; 0 is greedy decoding.")
    private double temperature;

    @Mixin
    private RunOptions run = new RunOptions();

    @Override
    public Integer call() throws IOException {
        List<Question> questions = CommandLineTool.checked(spec, () -> run.limited(run.questions(Questions::read)));
        List<String> called = CommandLineTool.checked(spec, this::names);
        Task task = new Task("compare", questions, Prompts.questions(List.of()), List.of(), 1, Judge.NONE);
        // Values as they were given: a key from the environment is no part of a report.
        Conditions conditions = new Conditions()
                .add(called.get(0), baseline + " " + new TreeMap<>(baselineProperties))
                .add(called.get(1), candidate + " " + new TreeMap<>(candidateProperties))
                .add("temperature", temperature);
        try (Contestants contestants = new Contestants()) {
            contestants.add(contestant(called.get(0), baseline, baselineProperties, baselinePath));
            contestants.add(contestant(called.get(1), candidate, candidateProperties, candidatePath));
            return new ReportedRun(spec, run, conditions)
                    .execute(task, contestants.list(), CostSource.NONE, temperature > 0);
        }
    }

    private List<String> names() {
        List<String> called =
                names.isEmpty() ? List.of(simpleName(baseline, "baseline"), simpleName(candidate, "candidate")) : names;
        if (called.size() != 2 || called.get(0).equals(called.get(1))) {
            throw new IllegalArgumentException(
                    "--names must be two different names, but are: " + String.join(",", names));
        }
        return called;
    }

    private String simpleName(String className, String role) {
        String simple = className.substring(className.lastIndexOf('.') + 1);
        return baseline.equals(candidate) ? simple + " (" + role + ")" : simple;
    }

    private Contestant contestant(
            String name, String className, Map<String, String> properties, @Nullable String path) {
        return new ChatContestant(
                name, PeerModel.create(className, properties, paths(path)), run.maxTokens, temperature);
    }

    private static List<Path> paths(@Nullable String path) {
        return path == null
                ? List.of()
                : Arrays.stream(path.split(File.pathSeparator, -1))
                        .map(Path::of)
                        .toList();
    }
}
