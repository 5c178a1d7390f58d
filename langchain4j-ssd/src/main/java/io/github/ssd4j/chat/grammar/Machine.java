package io.github.ssd4j.chat.grammar;

import io.github.ssd4j.chat.grammar.ParseState.Item;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Follows a grammar byte by byte. Equal states are the same object, and steps are taken once. Grows with what it has seen.
 * Thread-safe.
 */
final class Machine {

    /** Of an ambiguous grammar only so many readings are followed, the shortest ones; the text stays within the grammar. */
    private static final int MAX_ITEMS = 512;

    // Of a 64-bit JVM with compressed pointers, what a map and a list take for each included.
    private static final long BYTES_PER_CONTINUATION = 130;
    private static final long BYTES_PER_STATE = 330;
    private static final long BYTES_PER_ITEM = 70;
    private static final long BYTES_PER_ROW = 80;

    private final CompiledGrammar grammar;
    private final Map<Work, Continuation> continuations = new ConcurrentHashMap<>();
    private final Map<StateKey, ParseState> states = new ConcurrentHashMap<>();
    private final LongAdder bytes = new LongAdder();
    private final ParseState start;

    /** A rule and what follows it; also the key of a continuation. */
    private record Work(Rule rule, Continuation after) {}

    private record StateKey(Set<Item> items, boolean ends) {}

    Machine(CompiledGrammar grammar) {
        this.grammar = grammar;
        this.start = push(grammar.rule(), Continuation.END).state(this);
    }

    ParseState start() {
        return start;
    }

    TokenVocabulary vocabulary() {
        return grammar.vocabulary();
    }

    /** About how much memory it takes. */
    long bytes() {
        return bytes.sum();
    }

    /** The state behind the byte, 0 to 255; {@link ParseState#DEAD} where the text cannot go on so. */
    ParseState step(ParseState state, int value) {
        if (!state.bytes().contains(value)) {
            return ParseState.DEAD;
        }
        ParseState next = state.knownStep(value);
        if (next == null) {
            next = computeStep(state, value);
            if (state.rememberStep(value, next)) {
                bytes.add(BYTES_PER_ROW);
            }
        }
        return next;
    }

    private ParseState computeStep(ParseState state, int value) {
        Set<Item> items = new LinkedHashSet<>();
        for (Item item : state.items()) {
            int position = item.lexeme().next(item.position(), value);
            if (position != Lexeme.DEAD) {
                add(items, new Item(item.lexeme(), item.table(), position, item.after()));
            }
            if (item.mayLeave()) {
                items.addAll(step(item.after().state(this), value).items());
            }
        }
        return items.isEmpty() ? ParseState.DEAD : state(items, false);
    }

    /** The state before the first byte of a continuation. */
    ParseState expand(Continuation continuation) {
        Set<Item> items = new LinkedHashSet<>();
        Deque<Work> open = new ArrayDeque<>();
        Set<Work> seen = new HashSet<>();
        boolean ends = !unfold(continuation, open);
        while (!open.isEmpty()) {
            Work work = open.pop();
            if (!seen.add(work)) {
                continue;
            }
            Rule rule = work.rule;
            if (work.after.depth + grammar.costs().depth(rule) > grammar.maxDepth()) {
                // Where its shortest text fits, all that is written on that way fits: no state is left without a way
                // out.
                continue;
            }
            if (rule instanceof Lexeme lexeme) {
                add(items, new Item(lexeme, grammar.table(lexeme), 0, work.after));
            } else if (rule instanceof Rule.Choice choice) {
                choice.options.forEach(option -> open.push(new Work(option, work.after)));
            } else if (rule instanceof Rule.Reference reference) {
                open.push(new Work(reference.target(), work.after));
            } else if (rule instanceof Rule.Nested nested) {
                open.push(new Work(nested.body, push(Rule.LEVEL, work.after)));
            } else if (rule instanceof Rule.Sequence sequence) {
                ends |= !unfold(pushAll(sequence.parts, work.after), open);
            } else if (rule instanceof Rule.Repeat repeat) {
                ends |= repeat.min == 0 && !unfold(work.after, open);
                if (repeat.max > 0) {
                    open.push(new Work(repeat.body, push(repeat.rest(), work.after)));
                }
            }
        }
        return state(items, ends);
    }

    /** Puts the first rule of the continuation on the pile; false where there is none, because the text ends. */
    private static boolean unfold(Continuation continuation, Deque<Work> open) {
        Continuation next = continuation.next;
        if (next == null) {
            return false;
        }
        open.push(new Work(continuation.rule, next));
        return true;
    }

    private Continuation pushAll(List<Rule> parts, Continuation after) {
        Continuation all = after;
        for (int i = parts.size() - 1; i >= 0; i--) {
            all = push(parts.get(i), all);
        }
        return all;
    }

    private Continuation push(Rule rule, Continuation after) {
        return continuations.computeIfAbsent(new Work(rule, after), work -> {
            bytes.add(BYTES_PER_CONTINUATION);
            int cost = CompletionCosts.sum(grammar.costs().of(rule), after.cost);
            return new Continuation(rule, after, cost, rule == Rule.LEVEL ? after.depth + 1 : after.depth);
        });
    }

    /** The state of another machine of the same grammar, as one of this machine. */
    ParseState adopt(ParseState other) {
        if (other == ParseState.DEAD) {
            return other;
        }
        Map<Continuation, Continuation> known = new HashMap<>();
        Set<Item> items = new LinkedHashSet<>();
        for (Item item : other.items()) {
            items.add(new Item(item.lexeme(), item.table(), item.position(), adopt(item.after(), known)));
        }
        return state(items, other.mayEnd());
    }

    private Continuation adopt(Continuation other, Map<Continuation, Continuation> known) {
        Deque<Continuation> open = new ArrayDeque<>();
        Continuation at = other;
        while (at.next != null && !known.containsKey(at)) {
            open.push(at);
            at = at.next;
        }
        Continuation mine = known.getOrDefault(at, Continuation.END);
        while (!open.isEmpty()) {
            at = open.pop();
            mine = push(at.rule, mine);
            known.put(at, mine);
        }
        return mine;
    }

    private static void add(Set<Item> items, Item item) {
        // within a token a lexeme may be where no token could start
        if (item.after().cost < CompletionCosts.NEVER) {
            items.add(item);
        }
    }

    /** The state of exactly these items. */
    ParseState state(Set<Item> items, boolean ends) {
        Set<Item> kept = items.size() <= MAX_ITEMS ? items : shortest(items);
        StateKey key = new StateKey(Set.copyOf(kept), ends);
        ParseState known = states.get(key);
        if (known == null) {
            // outside of the map, because it may need other states
            ParseState made = new ParseState(List.copyOf(kept), ends || mayEnd(kept), bytes(kept));
            ParseState earlier = states.putIfAbsent(key, made);
            known = earlier == null ? made : earlier;
            bytes.add(earlier == null ? BYTES_PER_STATE + kept.size() * BYTES_PER_ITEM : 0);
        }
        return known;
    }

    private static Set<Item> shortest(Set<Item> items) {
        Set<Item> kept = new LinkedHashSet<>();
        items.stream()
                .sorted(Comparator.comparingInt(Item::cost))
                .limit(MAX_ITEMS)
                .forEach(kept::add);
        return kept;
    }

    private boolean mayEnd(Set<Item> items) {
        return items.stream()
                .anyMatch(item -> item.mayLeave() && item.after().state(this).mayEnd());
    }

    private ByteSet bytes(Set<Item> items) {
        ByteSet all = new ByteSet();
        for (Item item : items) {
            all.addAll(item.lexeme().bytes(item.position()));
            if (item.mayLeave()) {
                all.addAll(item.after().state(this).bytes());
            }
        }
        return all;
    }
}
