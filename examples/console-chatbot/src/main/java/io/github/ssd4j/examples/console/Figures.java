package io.github.ssd4j.examples.console;

import io.github.ssd4j.speculative.DrafterStats;
import io.github.ssd4j.speculative.GenerationStats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** The figures of the answers so far, in words. */
final class Figures {

    private static final int BAR_WIDTH = 30;
    private static final String CUT_OFF = "cut off by --max-tokens or the context";

    /** Tokens a second from which on a fraction says nothing more. */
    private static final double FAST = 10;

    private final ModelFacts facts;
    private final List<GenerationStats> answers = new ArrayList<>();

    Figures(ModelFacts facts) {
        this.facts = facts;
    }

    void add(GenerationStats stats) {
        answers.add(stats);
    }

    /**
     * What one answer took, in a few words.
     *
     * @param cutOff whether the answer ended before the model had said all
     */
    static String shortLine(GenerationStats stats, boolean cutOff) {
        StringJoiner line = new StringJoiner(", ").add(count(stats.generatedTokens(), "token"));
        stats.tokensPerSecond()
                .ifPresent(speed ->
                        line.add(String.format(Locale.ROOT, speed < FAST ? "%.1f" : "%.0f", speed) + " tokens/s"));
        if (cutOff) {
            line.add(CUT_OFF);
        }
        return line.toString();
    }

    /**
     * What one answer took, in one long line.
     *
     * @param cutOff whether the answer ended before the model had said all
     */
    static String line(GenerationStats stats, boolean cutOff, ModelFacts facts) {
        StringJoiner line = new StringJoiner(", ", "[", "]");
        line.add(count(stats.generatedTokens(), "token"));
        line.add(number(stats.tokensPerSecond(), "%.1f") + " tokens/s");
        line.add("first token " + millis(stats.timeToFirstToken()));
        line.add(count(stats.rounds(), "round"));
        line.add(stats.draftedTokens() + " drafted");
        line.add(stats.acceptedTokens() + " accepted" + byDrafter(stats.drafters()));
        line.add("acceptance " + percent(stats.acceptanceRate()));
        line.add(number(stats.tokensPerRound(), "%.2f") + " tokens/round");
        line.add("profile " + facts.profile());
        line.add(facts.dtype());
        line.add(facts.device());
        if (cutOff) {
            line.add(CUT_OFF);
        }
        return line.toString();
    }

    /** Whose drafts they were, in brackets. */
    private static String byDrafter(List<DrafterStats> drafters) {
        return drafters.stream()
                .filter(drafter -> drafter.draftedTokens() > 0)
                .map(drafter ->
                        "%s %d of %d".formatted(drafter.name(), drafter.acceptedTokens(), drafter.draftedTokens()))
                .reduce((one, other) -> one + ", " + other)
                .map(all -> " (" + all + ")")
                .orElse("");
    }

    /** All answers together, and in how many rounds how many drafts were accepted. */
    String table() {
        if (answers.isEmpty()) {
            return "no answer has been finished yet";
        }
        GenerationStats last = answers.get(answers.size() - 1);
        StringBuilder table = new StringBuilder(
                String.format(Locale.ROOT, "%-22s %12s %12s", "", "last answer", "all " + answers.size()));
        row(table, "prompt tokens", last.promptTokens(), sum(GenerationStats::promptTokens));
        row(table, "  still in the cache", last.reusedPromptTokens(), sum(GenerationStats::reusedPromptTokens));
        row(table, "answer tokens", last.generatedTokens(), sum(GenerationStats::generatedTokens));
        row(table, "rounds", last.rounds(), sum(GenerationStats::rounds));
        row(table, "drafted", last.draftedTokens(), sum(GenerationStats::draftedTokens));
        row(table, "accepted", last.acceptedTokens(), sum(GenerationStats::acceptedTokens));
        row(
                table,
                "acceptance",
                percent(last.acceptanceRate()),
                percent(ratio(GenerationStats::acceptedTokens, GenerationStats::draftedTokens)));
        row(
                table,
                "tokens/round",
                number(last.tokensPerRound(), "%.2f"),
                number(ratio(GenerationStats::generatedTokens, GenerationStats::rounds), "%.2f"));
        row(table, "tokens/s", number(last.tokensPerSecond(), "%.1f"), number(tokensPerSecond(), "%.1f"));
        row(table, "first token", millis(last.timeToFirstToken()), "");
        drafters(table);
        table.append("\nrounds of the last answer by accepted drafts:");
        histogram(table, last.histogram().rounds());
        return table.append("\n").append(modelLine(facts)).toString();
    }

    /** What is being talked to, in one line. */
    static String modelLine(ModelFacts facts) {
        return "%s, drafters %s, profile %s, %s, %s, context %d tokens"
                .formatted(
                        facts.model(),
                        facts.drafters(),
                        facts.profile(),
                        facts.dtype(),
                        facts.device(),
                        facts.contextTokens());
    }

    /** What each drafter did in all answers. */
    private void drafters(StringBuilder table) {
        Map<String, List<DrafterStats>> byName = answers.stream()
                .flatMap(answer -> answer.drafters().stream())
                .collect(Collectors.groupingBy(DrafterStats::name, TreeMap::new, Collectors.toList()));
        if (byName.isEmpty()) {
            return;
        }
        table.append(String.format(
                Locale.ROOT, "%n%-22s %12s %12s %12s %12s", "drafter", "drafted", "accepted", "rounds", "time"));
        byName.forEach((name, parts) -> table.append(String.format(
                Locale.ROOT,
                "%n%-22s %12d %12d %12d %12s",
                name,
                sum(parts, DrafterStats::draftedTokens),
                sum(parts, DrafterStats::acceptedTokens),
                sum(parts, DrafterStats::rounds),
                String.format(
                        Locale.ROOT, "%.1f ms", sum(parts, part -> part.time().toNanos()) / 1e6))));
    }

    private static long sum(List<DrafterStats> parts, ToLongFunction<DrafterStats> figure) {
        return parts.stream().mapToLong(figure).sum();
    }

    private static void histogram(StringBuilder table, List<Integer> rounds) {
        int most = Math.max(1, rounds.stream().mapToInt(Integer::intValue).max().orElse(1));
        for (int accepted = 0; accepted < rounds.size(); accepted++) {
            int count = rounds.get(accepted);
            int width = count == 0 ? 0 : Math.max(1, BAR_WIDTH * count / most);
            table.append(
                    String.format(Locale.ROOT, "%n%4d  %-" + BAR_WIDTH + "s %d", accepted, "#".repeat(width), count));
        }
    }

    private static void row(StringBuilder table, String name, Object last, Object all) {
        table.append(String.format(Locale.ROOT, "%n%-22s %12s %12s", name, last, all));
    }

    private long sum(ToIntFunction<GenerationStats> figure) {
        return answers.stream().mapToLong(figure::applyAsInt).sum();
    }

    private OptionalDouble ratio(ToIntFunction<GenerationStats> part, ToIntFunction<GenerationStats> whole) {
        return sum(whole) == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) sum(part) / sum(whole));
    }

    /** As for one answer: its first token belongs to the prefill. */
    private OptionalDouble tokensPerSecond() {
        double seconds =
                answers.stream().mapToLong(stats -> stats.decode().toNanos()).sum() / 1e9;
        long tokens = answers.stream()
                .mapToLong(stats -> Math.max(0, stats.generatedTokens() - 1))
                .sum();
        return tokens == 0 || seconds == 0 ? OptionalDouble.empty() : OptionalDouble.of(tokens / seconds);
    }

    private static String count(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    private static String percent(OptionalDouble share) {
        return share.isEmpty() ? "-" : String.format(Locale.ROOT, "%.1f%%", 100 * share.getAsDouble());
    }

    private static String number(OptionalDouble value, String format) {
        return value.isEmpty() ? "-" : String.format(Locale.ROOT, format, value.getAsDouble());
    }

    private static String millis(Duration time) {
        return time.toMillis() + " ms";
    }
}
