package io.github.ssd4j.evaluation.report;

import io.github.ssd4j.evaluation.result.Drafting.Cost;
import io.github.ssd4j.evaluation.result.Drafting.Gap;
import io.github.ssd4j.evaluation.result.Drafting.Ledger;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Times in plain steps for each token, in figures and words. */
final class Steps {

    private Steps() {}

    /** Three decimals: 0.123. */
    static String plain(double steps) {
        return String.format(Locale.ROOT, "%.3f", steps + 0.0).replaceFirst("^-(0\\.000)$", "$1");
    }

    /** Three decimals and the sign: +0.123; zero has none. */
    static String signed(double steps) {
        String text = String.format(Locale.ROOT, "%+.3f", steps);
        return text.substring(1).equals("0.000") ? "0.000" : text;
    }

    static String name(Cost cost) {
        return switch (cost) {
            case DRAFT_COST -> "draft cost";
            case DISAGREEMENT -> "disagreement";
            case VERIFICATION -> "verification";
            case OVERHEAD -> "overhead";
        };
    }

    /** What is to blame for a loss; empty where there is none. */
    static String blame(Ledger ledger) {
        return ledger.net() < 0 ? name(ledger.dearest()) : "";
    }

    static double total(Gap gap) {
        return gap.drafts() + gap.verification() + gap.overhead();
    }

    /** The part of a gap that is farthest from 0, as {@code verification (+0.123)}. */
    static String largest(Gap gap) {
        Map<String, Double> parts = new LinkedHashMap<>();
        parts.put("drafts", gap.drafts());
        parts.put("verification", gap.verification());
        parts.put("overhead", gap.overhead());
        return parts.entrySet().stream()
                .reduce((a, b) -> Math.abs(b.getValue()) > Math.abs(a.getValue()) ? b : a)
                .map(part -> part.getKey() + " (" + signed(part.getValue()) + ")")
                .orElseThrow();
    }
}
