package io.github.ssd4j.chat.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.ssd4j.Repeats;
import io.github.ssd4j.checkpoint.Tokenizer;
import io.github.ssd4j.decoder.TokenMask;
import io.github.ssd4j.speculative.TokenConstraint;
import java.util.BitSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Masks, which take short cuts, against stepping through every byte of every token. */
class MaskSimulationTest {

    private static final int AMPLE = 100_000;

    @Test
    void masks_should_equal_stepping_through_every_token_of_a_small_vocabulary() {
        try (Tokenizer tokenizer = GrammarTokenizers.stories()) {
            check(TokenVocabulary.of(tokenizer), 2, 100);
        }
    }

    @Test
    void masks_should_equal_stepping_through_every_token_of_a_large_vocabulary() {
        Optional<Tokenizer> smolLm2 = GrammarTokenizers.smolLm2();
        assumeTrue(smolLm2.isPresent(), "no real model");
        try (Tokenizer tokenizer = smolLm2.get()) {
            check(TokenVocabulary.of(tokenizer), tokenizer.tokenId("<|im_end|>").getAsInt(), Repeats.of(3, 10));
        }
    }

    @Test
    void masks_should_equal_stepping_through_tokens_that_leave_strings() {
        TokenVocabulary vocabulary = GrammarTokenizers.ofBytesAnd(
                "\"",
                "\"\"",
                "\",",
                "\", \"",
                "\": ",
                "\": \"",
                "\"}",
                "\"]",
                "\"]}",
                "x\", \"y",
                "\\\"",
                "é\",\n",
                "1,",
                "\": {\"",
                "},",
                "true,");
        check(vocabulary, 300, 200);
    }

    private static void check(TokenVocabulary vocabulary, int stop, int schemas) {
        RandomSchemas randomSchemas = new RandomSchemas(11);
        Random random = new Random(12);
        for (int i = 0; i < schemas; i++) {
            Grammar grammar = Grammar.json(randomSchemas.next());
            Machine machine = new Machine(new CompiledGrammar(grammar.rule(), vocabulary, GrammarConstraint.MAX_DEPTH));
            ParseState reference = machine.start();
            TokenConstraint.State state = new GrammarConstraint(grammar, vocabulary, Set.of(stop)).start();
            for (int step = 0; step < 40; step++) {
                BitSet expected = simulate(machine, reference, vocabulary, step == 0);
                if (reference.mayEnd()) {
                    expected.set(stop);
                }
                assertThat(Texts.ids(state.allowed(AMPLE)))
                        .containsExactlyElementsOf(expected.stream().boxed().toList());

                expected.clear(stop);
                if (expected.isEmpty()) {
                    break;
                }
                int token = pick(expected, state.allowed(30 - Math.min(step, 29)), stop, random);
                reference = step(machine, reference, vocabulary.text(token, step == 0));
                state = state.advance(token);
            }
        }
    }

    /** Now and then one that leads towards the end, so that every part of a grammar is seen. */
    private static int pick(BitSet allowed, TokenMask ending, int stop, Random random) {
        int[] ids = allowed.stream()
                .filter(id -> id != stop && (ending.allows(id) || ending.allows(stop)))
                .toArray();
        return ids[random.nextInt(ids.length)];
    }

    private static BitSet simulate(Machine machine, ParseState state, TokenVocabulary vocabulary, boolean first) {
        BitSet allowed = new BitSet();
        for (int token = 0; token < vocabulary.size(); token++) {
            byte[] text = vocabulary.text(token, first);
            if (text.length > 0 && step(machine, state, text) != ParseState.DEAD) {
                allowed.set(token);
            }
        }
        return allowed;
    }

    private static ParseState step(Machine machine, ParseState state, byte[] text) {
        ParseState next = state;
        for (byte b : text) {
            next = machine.step(next, b & 0xFF);
        }
        return next;
    }
}
