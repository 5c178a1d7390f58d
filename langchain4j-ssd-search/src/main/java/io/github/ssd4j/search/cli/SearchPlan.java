package io.github.ssd4j.search.cli;

import io.github.ssd4j.checkpoint.Checkpoint;
import io.github.ssd4j.checkpoint.ModelConfig;
import io.github.ssd4j.decoder.DecoderOptions;
import io.github.ssd4j.measurement.report.Figures;
import io.github.ssd4j.search.CalibrationPrompts;
import io.github.ssd4j.search.space.SearchStrategy;
import io.github.ssd4j.speculative.DrafterKind;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What a search will do, to be said before it begins.
 *
 * @param model its name
 * @param config of the model
 * @param prompts all there are
 * @param name of the profile
 * @param replaces whether the file has a profile of that name
 */
record SearchPlan(
        SearchOptions options,
        String model,
        ModelConfig config,
        CalibrationPrompts prompts,
        String name,
        boolean replaces) {

    private static final int INDENT = 10;

    /** What a profile for this model is called if the user does not say. */
    static String defaultName(Checkpoint checkpoint) {
        String name = checkpoint.name();
        return name.substring(name.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    }

    /** A line for each fact; more where it is longer than {@code columns}. */
    String toText(int columns) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(
                "model",
                "%s, %s layers of width %s: %s sub-layers that a draft may skip"
                        .formatted(model, config.layers(), config.hiddenSize(), 2 * config.layers()));
        facts.put("engine", engine());
        facts.put("prompts", describePrompts());
        SearchStrategy strategy = options.strategy;
        facts.put("strategy", strategy.name() + ", seed " + options.seed + ": " + strategy.description());
        facts.put("budget", budget());
        facts.put("profile", profile());
        facts.put("journal", journal());
        StringBuilder text = new StringBuilder();
        facts.forEach((fact, value) -> {
            StringBuilder line = new StringBuilder(fact + " ".repeat(INDENT - 1 - fact.length()));
            for (String word : value.split(" ", -1)) {
                if (line.length() + 1 + word.length() >= columns && line.length() > INDENT) {
                    text.append(line).append('\n');
                    line = new StringBuilder(" ".repeat(INDENT - 1));
                }
                line.append(' ').append(word);
            }
            text.append(line).append('\n');
        });
        return text.toString();
    }

    private String engine() {
        DecoderOptions decoder = options.engine.decoderOptions();
        return "device %s, dtype %s, linear kernel %s, %s"
                .formatted(
                        decoder.device(),
                        decoder.dtype(),
                        decoder.linearKernel(),
                        decoder.threads() == 0 ? "a thread for each core" : "threads: " + decoder.threads());
    }

    private String describePrompts() {
        return "%s; %s to search with, %s others to measure with; answers of %s tokens at most, %s"
                .formatted(
                        (options.promptsFile == null ? "built-in" : options.promptsFile) + ", "
                                + prompts.texts().size(),
                        options.calibrationPrompts,
                        options.heldOutPrompts,
                        options.tokens,
                        options.temperature == 0 ? "greedy" : "temperature " + options.temperature);
    }

    private String budget() {
        String time = "at most " + Figures.duration(options.budget.toMillis() / 1e3);
        return options.evaluations == null ? time : time + " and " + options.evaluations + " sets";
    }

    private String profile() {
        String file = Files.exists(options.out) ? "" : ", a new file";
        String condition = options.saveAnyway
                ? "saved in any case"
                : "saved if measured faster than %s times %s"
                        .formatted(
                                Figures.ratio(options.minSpeedUp),
                                options.drafters().contains(DrafterKind.LOOK_UP) ? "look-up alone" : "plain decoding");
        return "%s in %s%s; %s%s"
                .formatted(name, options.out, file, condition, replaces ? "; replaces the one of that name" : "");
    }

    private String journal() {
        return options.journalDirectory()
                + (options.fresh
                        ? ", begun anew"
                        : ": if the search is interrupted, the same command goes on from there");
    }
}
