package io.github.ssd4j.chat.grammar;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/** How little it takes to write something that follows a rule, given what it takes for each lexeme. Immutable. */
final class CompletionCosts {

    /** At least so much: it cannot be written at all. */
    static final int NEVER = 1 << 28;

    private final Map<Rule, Integer> costs = new HashMap<>();
    private final ToIntFunction<Lexeme> ofLexeme;

    CompletionCosts(Rule root, ToIntFunction<Lexeme> ofLexeme) {
        this.ofLexeme = ofLexeme;
        List<Rule> rules = reachable(root);
        // what is found late tends to be a part of what is found early
        Collections.reverse(rules);
        for (boolean changed = true; changed; ) {
            changed = false;
            for (Rule rule : rules) {
                int cost = cost(rule);
                changed |= cost != costs.put(rule, cost);
            }
        }
    }

    static int sum(int a, int b) {
        return Math.min(NEVER, a + b);
    }

    int of(Rule rule) {
        // repetitions come into being while an answer is written
        return rule instanceof Rule.Repeat repeat ? repetition(repeat) : costs.get(rule);
    }

    private List<Rule> reachable(Rule root) {
        Deque<Rule> open = new ArrayDeque<>(List.of(root));
        List<Rule> found = new ArrayList<>();
        while (!open.isEmpty()) {
            Rule rule = open.pop();
            if (costs.put(rule, NEVER) == null) {
                found.add(rule);
                parts(rule).forEach(open::push);
            }
        }
        return found;
    }

    private static List<Rule> parts(Rule rule) {
        if (rule instanceof Rule.Sequence sequence) {
            return sequence.parts;
        } else if (rule instanceof Rule.Choice choice) {
            return choice.options;
        } else if (rule instanceof Rule.Repeat repeat) {
            return List.of(repeat.body);
        } else if (rule instanceof Rule.Reference reference) {
            return List.of(reference.target());
        }
        return List.of();
    }

    private int cost(Rule rule) {
        if (rule instanceof Rule.Sequence sequence) {
            return sequence.parts.stream().map(this::of).reduce(0, CompletionCosts::sum);
        } else if (rule instanceof Rule.Choice choice) {
            return choice.options.stream().mapToInt(this::of).min().orElse(NEVER);
        } else if (rule instanceof Rule.Repeat repeat) {
            return repetition(repeat);
        } else if (rule instanceof Rule.Reference reference) {
            return of(reference.target());
        }
        return ofLexeme.applyAsInt((Lexeme) rule);
    }

    private int repetition(Rule.Repeat repeat) {
        return (int) Math.min(NEVER, (long) repeat.min * (repeat.min == 0 ? 0 : of(repeat.body)));
    }
}
