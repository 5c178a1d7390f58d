package io.github.ssd4j.chat.grammar;

import io.github.ssd4j.decoder.TokenMask;
import io.github.ssd4j.internal.Ensure;
import io.github.ssd4j.speculative.TokenConstraint;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lets an answer be a text of a grammar and nothing else. Stop tokens are allowed where the text may end. While there is room
 * for it, the text can always be brought to its end; if the room is too small from the beginning, the answer takes the shortest
 * way.
 *
 * <p>It remembers what it has computed, within bounds: keep it as long as its grammar is in use. Thread-safe.
 */
public final class GrammarConstraint implements TokenConstraint {

    /** A state takes about a kilobyte. */
    private static final int MAX_STATES = 8192;

    /** A mask takes a bit per token. */
    private static final int MAX_MASKS = 512;

    /** In a key: more than enough room. */
    private static final int AMPLE = 0;

    private final Rule rule;
    private final TokenVocabulary vocabulary;
    private final Set<Integer> stopTokens;
    private final Map<Key, Entry> entries = new ConcurrentHashMap<>();
    private final Map<BitSet, TokenMask> masks = new ConcurrentHashMap<>();
    private final TokenMask stops;
    private volatile Machine machine;

    private record Key(ParseState state, boolean first, int room) {}

    /** @param highestCost so many tokens are at most needed behind one that the mask allows */
    private record Entry(TokenMask mask, int lowestCost, int highestCost) {}

    /**
     * @param stopTokens the tokens that end an answer, at least one; none of them counts as text
     * @throws IllegalArgumentException if the vocabulary cannot spell any text of the grammar
     */
    public GrammarConstraint(Grammar grammar, TokenVocabulary vocabulary, Set<Integer> stopTokens) {
        Ensure.that(!stopTokens.isEmpty(), "stopTokens cannot be empty");
        stopTokens.forEach(token -> Ensure.notNegative(token, "stop token"));
        this.rule = grammar.rule();
        this.stopTokens = Set.copyOf(stopTokens);
        this.vocabulary = vocabulary.without(this.stopTokens);
        this.machine = new Machine(rule, this.vocabulary);
        BitSet ids = new BitSet();
        addStops(ids);
        this.stops = mask(ids);
        ParseState state = machine.start();
        boolean spells = state.mayEnd()
                || !new Selection(machine, CompletionCosts.NEVER - 1)
                        .addFirst(state)
                        .tokens()
                        .isEmpty();
        Ensure.that(
                state.cost() < CompletionCosts.NEVER && spells, "the tokens of the vocabulary must spell the grammar");
    }

    @Override
    public State start() {
        Machine current = machine;
        if (current.stateCount() > MAX_STATES) {
            // answers that are being written keep the old one
            current = new Machine(rule, vocabulary);
            machine = current;
            entries.clear();
        }
        return new Inside(current, current.start(), true);
    }

    /** How many tokens the shortest text of the grammar has at most. */
    public int shortestLength() {
        return machine.start().cost();
    }

    private final class Inside implements State {

        private final Machine machine;
        private final ParseState state;
        private final boolean first;

        Inside(Machine machine, ParseState state, boolean first) {
            this.machine = machine;
            this.state = state;
            this.first = first;
        }

        @Override
        public TokenMask allowed(int room) {
            Ensure.positive(room, "room");
            Entry ample = entry(AMPLE, CompletionCosts.NEVER - 1);
            if (ample.highestCost < room) {
                return ample.mask;
            }
            // too late for an end in time: the tokens that come nearest to it
            int limit = state.mayEnd() ? room - 1 : Math.max(room - 1, ample.lowestCost);
            return entry(limit + 1, limit).mask;
        }

        @Override
        public List<Integer> forcedTokens() {
            return ForcedText.tokens(machine, state, first);
        }

        private Entry entry(int room, int limit) {
            Key key = new Key(state, first, room);
            Entry known = entries.get(key);
            if (known == null) {
                known = compute(limit);
                bound(entries).put(key, known);
            }
            return known;
        }

        private Entry compute(int limit) {
            Selection selection = new Selection(machine, limit);
            if (first) {
                selection.addFirst(state);
            } else {
                selection.add(state);
            }
            if (state.mayEnd()) {
                addStops(selection.tokens());
            }
            return new Entry(mask(selection.tokens()), selection.lowestCost(), selection.highestCost());
        }

        @Override
        public State advance(int token) {
            if (stopTokens.contains(token)) {
                Ensure.that(state.mayEnd(), "token %s ends the text too early", token);
                return new Ended();
            }
            byte[] text = vocabulary.text(token, first);
            ParseState next = text.length == 0 ? ParseState.DEAD : state;
            for (byte b : text) {
                next = machine.step(next, b & 0xFF);
            }
            Ensure.that(next != ParseState.DEAD, "token %s is not allowed here", token);
            return new Inside(machine, next, false);
        }
    }

    private final class Ended implements State {

        @Override
        public TokenMask allowed(int room) {
            return stops;
        }

        @Override
        public State advance(int token) {
            Ensure.that(stopTokens.contains(token), "token %s is not allowed behind the end", token);
            return this;
        }
    }

    private void addStops(BitSet ids) {
        stopTokens.forEach(ids::set);
    }

    /** The same object for the same set, as long as it is remembered. */
    private TokenMask mask(BitSet ids) {
        return bound(masks).computeIfAbsent(ids, TokenMask::of);
    }

    private static <K, V> Map<K, V> bound(Map<K, V> map) {
        if (map.size() >= MAX_MASKS) {
            map.clear();
        }
        return map;
    }
}
