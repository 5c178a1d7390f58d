package io.github.ssd4j.chat.grammar;

import io.github.ssd4j.decoder.TokenMask;
import io.github.ssd4j.internal.Ensure;
import io.github.ssd4j.speculative.TokenConstraint;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Lets an answer be a text of a grammar and nothing else. Stop tokens are allowed where the text may end. While there is room
 * for it, the text can always be brought to its end; if the room is too small from the beginning, the answer takes the shortest
 * way.
 *
 * <p>It remembers what it has computed, up to about eight megabytes: keep it as long as its grammar is in use. Thread-safe.
 */
public final class GrammarConstraint implements TokenConstraint {

    /** How many arrays and objects may stand inside each other, unless the schema itself demands more. */
    static final int MAX_DEPTH = 64;

    /** What is remembered may take so much. Behind that it starts anew, in the middle of an answer too. */
    private static final long MAX_BYTES = 8 << 20;

    private static final long BYTES_PER_ENTRY = 160;

    /** In a key: more than enough room. */
    private static final int AMPLE = 0;

    private final CompiledGrammar grammar;
    private final Set<Integer> stopTokens;
    private final long maxBytes;
    private final TokenMask stops;
    private volatile Memory memory;

    private record Key(ParseState state, boolean first, int room) {}

    /** @param highestCost so many tokens are at most needed behind one that the mask allows */
    private record Entry(TokenMask mask, int lowestCost, int highestCost) {}

    /**
     * @param stopTokens the tokens that end an answer, at least one; none of them counts as text
     * @throws IllegalArgumentException if the vocabulary cannot spell any text of the grammar
     */
    public GrammarConstraint(Grammar grammar, TokenVocabulary vocabulary, Set<Integer> stopTokens) {
        this(grammar, vocabulary, stopTokens, MAX_DEPTH, MAX_BYTES);
    }

    /**
     * @param maxDepth how many arrays and objects may stand inside each other, unless the schema demands more
     * @param maxBytes how much memory is used before it starts anew, about
     */
    GrammarConstraint(
            Grammar grammar, TokenVocabulary vocabulary, Set<Integer> stopTokens, int maxDepth, long maxBytes) {
        Ensure.that(!stopTokens.isEmpty(), "stopTokens cannot be empty");
        stopTokens.forEach(token -> Ensure.notNegative(token, "stop token"));
        this.stopTokens = Set.copyOf(stopTokens);
        this.grammar = new CompiledGrammar(grammar.rule(), vocabulary.without(this.stopTokens), maxDepth);
        this.maxBytes = maxBytes;
        this.memory = new Memory();
        BitSet ids = new BitSet();
        addStops(ids);
        this.stops = TokenMask.of(ids);
        Machine machine = memory.machine;
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
        Memory current = memory();
        return new Inside(current, current.machine.start(), true);
    }

    /** How many tokens the shortest text of the grammar has at most. */
    public int shortestLength() {
        return memory.machine.start().cost();
    }

    /** About how much memory it holds at this moment, without what the constraints of a vocabulary share. */
    public long bytes() {
        return grammar.bytes() + memory.bytes();
    }

    /** The memory to use from now on. */
    private Memory memory() {
        Memory current = memory;
        if (current.isFull()) {
            // Answers that are being written come over with their next token. Two threads may make two: one is dropped.
            current = new Memory();
            memory = current;
        }
        return current;
    }

    /** What was computed about states: dropped as a whole when it has grown too large. Thread-safe. */
    private final class Memory {

        private final Machine machine = new Machine(grammar);
        private final Map<Key, Entry> entries = new ConcurrentHashMap<>();
        private final Map<BitSet, TokenMask> masks = new ConcurrentHashMap<>();
        private final LongAdder bytes = new LongAdder();

        long bytes() {
            return machine.bytes() + bytes.sum();
        }

        boolean isFull() {
            return bytes() > maxBytes;
        }

        /** The same object for the same set. */
        TokenMask mask(BitSet ids) {
            return masks.computeIfAbsent(ids, key -> {
                // the bits of the key and those of the mask
                bytes.add(BYTES_PER_ENTRY + 2L * key.size() / Byte.SIZE);
                return TokenMask.of(key);
            });
        }

        void put(Key key, Entry entry) {
            if (entries.put(key, entry) == null) {
                bytes.add(BYTES_PER_ENTRY);
            }
        }
    }

    private final class Inside implements State {

        private final Memory memory;
        private final ParseState state;
        private final boolean first;

        Inside(Memory memory, ParseState state, boolean first) {
            this.memory = memory;
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
            return ForcedText.tokens(memory.machine, state, first);
        }

        private Entry entry(int room, int limit) {
            Key key = new Key(state, first, room);
            Entry known = memory.entries.get(key);
            if (known == null) {
                known = compute(limit);
                memory.put(key, known);
            }
            return known;
        }

        private Entry compute(int limit) {
            Selection selection = new Selection(memory.machine, limit);
            if (first) {
                selection.addFirst(state);
            } else {
                selection.add(state);
            }
            if (state.mayEnd()) {
                addStops(selection.tokens());
            }
            return new Entry(memory.mask(selection.tokens()), selection.lowestCost(), selection.highestCost());
        }

        @Override
        public State advance(int token) {
            if (stopTokens.contains(token)) {
                Ensure.that(state.mayEnd(), "token %s ends the text too early", token);
                return new Ended();
            }
            byte[] text = grammar.vocabulary().text(token, first);
            ParseState next = text.length == 0 ? ParseState.DEAD : state;
            for (byte b : text) {
                next = memory.machine.step(next, b & 0xFF);
            }
            Ensure.that(next != ParseState.DEAD, "token %s is not allowed here", token);
            if (!memory.isFull()) {
                return new Inside(memory, next, false);
            }
            Memory roomy = memory();
            return new Inside(roomy, roomy.machine.adopt(next), false);
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
}
