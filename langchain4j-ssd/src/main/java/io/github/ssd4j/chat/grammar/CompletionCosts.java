package io.github.ssd4j.chat.grammar;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToIntFunction;

/** How little it takes to write something that follows a rule, given what it takes for each lexeme. Immutable. */
final class CompletionCosts {

    /** At least so much: it cannot be written at all. */
    static final int NEVER = 1 << 28;

    private final Map<Rule, Cost> costs = new HashMap<>();
    private final ToIntFunction<Lexeme> ofLexeme;

    /**
     * The cheapest text of a rule.
     *
     * @param tokens how many it has
     * @param depth how many arrays and objects it has inside each other: the least that any text of so many tokens has
     */
    private record Cost(int tokens, int depth) {

        static final Cost NONE = new Cost(0, 0);
        static final Cost IMPOSSIBLE = new Cost(NEVER, 0);
        static final Comparator<Cost> ORDER =
                Comparator.comparingInt(Cost::tokens).thenComparingInt(Cost::depth);

        Cost then(Cost other) {
            return new Cost(sum(tokens, other.tokens), Math.max(depth, other.depth));
        }
    }

    CompletionCosts(Rule root, ToIntFunction<Lexeme> ofLexeme) {
        this.ofLexeme = ofLexeme;
        costs.put(Rule.LEVEL, Cost.NONE);
        List<Rule> rules = reachable(root);
        // what is found late tends to be a part of what is found early
        Collections.reverse(rules);
        for (boolean changed = true; changed; ) {
            changed = false;
            for (Rule rule : rules) {
                Cost cost = cost(rule);
                changed |= !cost.equals(costs.put(rule, cost));
            }
        }
    }

    static int sum(int a, int b) {
        return Math.min(NEVER, a + b);
    }

    /** How many tokens the shortest text of the rule has. */
    int of(Rule rule) {
        return known(rule).tokens;
    }

    /** How many arrays and objects that text has inside each other. */
    int depth(Rule rule) {
        return known(rule).depth;
    }

    /** How many rules there are. */
    int rules() {
        return costs.size();
    }

    private Cost known(Rule rule) {
        // repetitions come into being while an answer is written
        return rule instanceof Rule.Repeat repeat ? repetition(repeat) : Objects.requireNonNull(costs.get(rule));
    }

    private List<Rule> reachable(Rule root) {
        Deque<Rule> open = new ArrayDeque<>(List.of(root));
        List<Rule> found = new ArrayList<>();
        while (!open.isEmpty()) {
            Rule rule = open.pop();
            if (costs.putIfAbsent(rule, Cost.IMPOSSIBLE) == null) {
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
        } else if (rule instanceof Rule.Nested nested) {
            return List.of(nested.body);
        } else if (rule instanceof Rule.Reference reference) {
            return List.of(reference.target());
        }
        return List.of();
    }

    private Cost cost(Rule rule) {
        if (rule instanceof Rule.Sequence sequence) {
            return sequence.parts.stream().map(this::known).reduce(Cost.NONE, Cost::then);
        } else if (rule instanceof Rule.Choice choice) {
            return choice.options.stream().map(this::known).min(Cost.ORDER).orElse(Cost.IMPOSSIBLE);
        } else if (rule instanceof Rule.Repeat repeat) {
            return repetition(repeat);
        } else if (rule instanceof Rule.Nested nested) {
            Cost body = known(nested.body);
            return new Cost(body.tokens, body.depth + 1);
        } else if (rule instanceof Rule.Reference reference) {
            return known(reference.target());
        }
        return new Cost(ofLexeme.applyAsInt((Lexeme) rule), 0);
    }

    private Cost repetition(Rule.Repeat repeat) {
        if (repeat.min == 0) {
            return Cost.NONE;
        }
        Cost body = known(repeat.body);
        return new Cost((int) Math.min(NEVER, (long) repeat.min * body.tokens), body.depth);
    }
}
