package io.github.ssd4j.search.cli;

import io.github.ssd4j.measurement.cli.EngineOptions;
import io.github.ssd4j.measurement.io.AtomicFile;
import io.github.ssd4j.search.CalibrationPrompts;
import io.github.ssd4j.search.SkipSearch;
import io.github.ssd4j.search.space.SearchStrategy;
import io.github.ssd4j.search.strategy.Strategies;
import io.github.ssd4j.speculative.DrafterKind;
import io.github.ssd4j.speculative.RoundCosts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options of {@code ssd-search}, as picocli fills them in. */
final class SearchOptions {

    /** The text for {@code --json} that stands for standard output. */
    static final Path STANDARD_OUTPUT = Path.of("-");

    @Option(
            names = "--model",
            required = true,
            paramLabel = "PATH",
            description = "The model: directory with config.json, or .gguf file.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    Path model;

    @Option(
            names = "--prompts",
            paramLabel = "FILE",
            description = "What your users ask: .txt with a prompt a paragraph, or .jsonl with a \"prompt\" a line. "
                    + "Without it: a mixture of tasks in English.")
    @Nullable
    Path promptsFile;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            defaultValue = "skip_layers.json",
            description = "Where the profile is saved; other profiles in it stay as they are.")
    Path out = Path.of("skip_layers.json");

    @Option(names = "--name", paramLabel = "NAME", description = "Of the profile. Default: that of the model.")
    @Nullable
    String name;

    @Option(
            names = "--strategy",
            paramLabel = "NAME",
            defaultValue = "greedy",
            completionCandidates = StrategyNames.class,
            converter = StrategyConverter.class,
            description = "How to look: ${COMPLETION-CANDIDATES}.")
    SearchStrategy strategy = Strategies.DEFAULT;

    @Option(
            names = "--budget",
            paramLabel = "TIME",
            defaultValue = "5m",
            converter = BudgetConverter.class,
            description = "For the whole search, as in 90s, 5m or 1h.")
    Duration budget = Duration.ofMinutes(5);

    @Option(
            names = "--evaluations",
            paramLabel = "N",
            description = "Sets to score at most. Default: as many as the budget allows.")
    @Nullable
    Integer evaluations;

    @Option(
            names = "--min-speed-up",
            paramLabel = "S",
            defaultValue = "" + RoundCosts.MIN_SPEED_UP,
            description = "Save only what is measured faster than this; see --drafters for what 1 is.")
    double minSpeedUp;

    @Option(names = "--save-anyway", description = "Save the best set even if it does not pay.")
    boolean saveAnyway;

    @Option(
            names = "--drafters",
            paramLabel = "NAMES",
            defaultValue = "look-up,skip,grammar",
            description =
                    "Who drafts when the profile is used, skip among them. With look-up, which drafts first, a set is worth "
                            + "what it adds, and look-up alone is 1; with skip alone, plain decoding is 1.")
    String drafters = "";

    @Option(
            names = "--calibration-prompts",
            paramLabel = "N",
            defaultValue = "12",
            description = "Prompts to search with at most.")
    int calibrationPrompts;

    @Option(
            names = "--held-out-prompts",
            paramLabel = "N",
            defaultValue = "8",
            description = "Other prompts, to measure the best sets with, at most.")
    int heldOutPrompts;

    @Option(names = "--tokens", paramLabel = "N", defaultValue = "64", description = "Of an answer at most.")
    int tokens;

    @Option(
            names = "--max-draft-tokens",
            paramLabel = "K",
            defaultValue = "6",
            description = "Drafts a round to think of at most.")
    int maxDraftTokens;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            defaultValue = "0",
            description = "Of the answers; 0 is greedy decoding.")
    double temperature;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "The same seed finds the same set.")
    long seed;

    @Mixin
    EngineOptions engine = new EngineOptions();

    @Option(names = "--picture", paramLabel = "FILE", description = "Draw what was found, as PNG.")
    @Nullable
    Path picture;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write everything that was found as JSON; - is standard output.")
    @Nullable
    Path json;

    @Option(names = "--log", paramLabel = "FILE", description = "Append a line for each set that is scored.")
    @Nullable
    Path log;

    @Option(
            names = "--journal",
            paramLabel = "DIR",
            description = "Where an interrupted search goes on from. Default: .ssd-search beside --out.")
    @Nullable
    Path journal;

    @Option(names = "--fresh", description = "Begin anew, whatever the journal has.")
    boolean fresh;

    @Option(names = "--dry-run", description = "Only say what would be done.")
    boolean dryRun;

    Path journalDirectory() {
        return journal != null ? journal : AtomicFile.folderOf(out).resolve(".ssd-search");
    }

    Set<DrafterKind> drafters() {
        return DrafterKind.parse(drafters);
    }

    boolean printsJson() {
        return STANDARD_OUTPUT.equals(json);
    }

    /**
     * The search that is asked for.
     *
     * @throws IllegalArgumentException for a value out of its range
     */
    SkipSearch.Builder search(CalibrationPrompts prompts) {
        SkipSearch.Builder search = SkipSearch.builder()
                .model(model)
                .decoder(engine.decoderOptions())
                .prompts(prompts.texts())
                .calibrationPrompts(calibrationPrompts)
                .heldOutPrompts(heldOutPrompts)
                .continuationTokens(tokens)
                .maxDraftTokens(maxDraftTokens)
                .temperature(temperature)
                .strategy(strategy)
                .budget(budget)
                .seed(seed)
                .minSpeedUp(minSpeedUp)
                .drafters(drafters())
                .journalDirectory(journalDirectory())
                .fresh(fresh);
        return evaluations == null ? search : search.evaluations(evaluations);
    }

    static final class StrategyNames implements Iterable<String> {

        private static final List<String> NAMES =
                Strategies.all().stream().map(SearchStrategy::name).toList();

        @Override
        public Iterator<String> iterator() {
            return NAMES.iterator();
        }
    }

    static final class StrategyConverter implements ITypeConverter<SearchStrategy> {

        @Override
        public SearchStrategy convert(String text) {
            try {
                return Strategies.named(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
