package io.github.ssd4j.search;

import io.github.ssd4j.decoder.DecoderOptions;
import io.github.ssd4j.measurement.report.Table;
import io.github.ssd4j.search.space.Score;
import io.github.ssd4j.search.space.SearchStrategy;
import io.github.ssd4j.search.strategy.Strategies;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/**
 * Compares the strategies at equal evaluations on a real model and prints the table of {@code design/06-search.md}:
 * arguments are the model, the dtype, a folder for journals and seeds.
 */
public final class StrategyComparison {

    private static final List<Integer> MARKS = List.of(100, 200, 400);
    private static final int PROMPTS = 6;
    private static final int TOKENS = 40;

    private StrategyComparison() {}

    public static void main(String[] args) {
        Table table = new Table(
                "strategy, seed",
                "S at 100",
                "at 200",
                "at 400",
                "evaluations",
                "held out",
                "measured",
                "seconds",
                "set");
        for (String seed : List.of(args).subList(3, args.length)) {
            for (SearchStrategy strategy : Strategies.all()) {
                row(
                        table,
                        strategy,
                        SkipSearch.builder()
                                .model(Path.of(args[0]))
                                .decoder(DecoderOptions.defaults().withDtype(args[1]))
                                .journalDirectory(Path.of(args[2]))
                                .calibrationPrompts(PROMPTS)
                                .heldOutPrompts(PROMPTS)
                                .continuationTokens(TOKENS)
                                .evaluations(MARKS.get(MARKS.size() - 1))
                                .budget(Duration.ofHours(1))
                                .seed(Long.parseLong(seed))
                                .strategy(strategy)
                                .build(),
                        seed);
            }
        }
        System.out.println(table.toMarkdown());
    }

    private static void row(Table table, SearchStrategy strategy, SkipSearch search, String seed) {
        long start = System.nanoTime();
        TreeMap<Integer, Double> best = new TreeMap<>();
        List<Validation> validations = new ArrayList<>();
        SearchReport report = search.run(new SearchListener() {

            @Override
            public void onScore(int evaluations, Score score, Score bestScore) {
                best.put(evaluations, bestScore.speedUp());
            }

            @Override
            public void onValidation(Validation validation) {
                validations.add(validation);
            }
        });
        Validation first = validations.get(0);
        List<String> cells = new ArrayList<>(List.of(strategy.name() + ", " + seed));
        MARKS.forEach(mark -> cells.add(number(best.floorEntry(mark).getValue())));
        cells.addAll(List.of(
                String.valueOf(report.scores().size()),
                number(first.heldOut().speedUp()),
                number(first.measuredSpeedUp()),
                String.valueOf((System.nanoTime() - start) / 1_000_000_000),
                first.score().set().toString()));
        System.out.println(cells);
        table.row(cells.toArray(String[]::new));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
