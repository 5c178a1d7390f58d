package io.github.ssd4j.chat.grammar;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** A grammar with what is known of it before any text is read. Immutable. */
final class CompiledGrammar {

    private static final long BYTES_PER_POSITION = 150;
    private static final long BYTES_PER_RULE = 200;

    private final Rule rule;
    private final TokenVocabulary vocabulary;
    private final Map<Lexeme, LexemeTable> tables = new HashMap<>();
    private final CompletionCosts costs;
    private final int maxDepth;
    private final long bytes;

    /** @param maxDepth how many arrays and objects may stand inside each other; more where the grammar needs more */
    CompiledGrammar(Rule rule, TokenVocabulary vocabulary, int maxDepth) {
        this.rule = rule;
        this.vocabulary = vocabulary;
        // asks for the table of every lexeme
        this.costs = new CompletionCosts(
                rule,
                lexeme -> tables.computeIfAbsent(lexeme, vocabulary::table).cost(0));
        this.maxDepth = Math.max(maxDepth, costs.depth(rule));
        long positions = tables.keySet().stream()
                .filter(lexeme -> !lexeme.isShared())
                .mapToLong(Lexeme::positions)
                .sum();
        this.bytes = BYTES_PER_POSITION * positions + BYTES_PER_RULE * costs.rules();
    }

    Rule rule() {
        return rule;
    }

    TokenVocabulary vocabulary() {
        return vocabulary;
    }

    CompletionCosts costs() {
        return costs;
    }

    LexemeTable table(Lexeme lexeme) {
        return Objects.requireNonNull(tables.get(lexeme));
    }

    /** How many arrays and objects may stand inside each other. */
    int maxDepth() {
        return maxDepth;
    }

    /** About how much memory it takes, without what the grammars of a vocabulary share. */
    long bytes() {
        return bytes;
    }
}
