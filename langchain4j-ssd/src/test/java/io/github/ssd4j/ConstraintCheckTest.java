package io.github.ssd4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ssd4j.chat.grammar.Grammar;
import io.github.ssd4j.chat.grammar.GrammarConstraint;
import io.github.ssd4j.chat.grammar.TokenVocabulary;
import io.github.ssd4j.checkpoint.Checkpoint;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConstraintCheckTest {

    private final Checkpoint checkpoint = Checkpoint.open(ScriptedEngine.STORIES);

    private final ConstraintCheck check = new ConstraintCheck(
            checkpoint.tokenizer(),
            new GrammarConstraint(
                    Grammar.jsonObject(),
                    TokenVocabulary.of(checkpoint.tokenizer()),
                    Set.copyOf(checkpoint.config().eosTokenIds())));

    @AfterEach
    void close() {
        checkpoint.close();
    }

    @Test
    void should_admit_a_text_of_the_grammar() {
        assertThat(check.objection("{\"city\": \"Köln\"}")).isEmpty();
    }

    @Test
    void should_say_how_far_an_answer_is_right() {
        assertThat(check.objection("{\"city\": Köln}"))
                .contains("'{\"city\": ' may not continue like '{\"city\": Köln}'");
    }

    @Test
    void should_miss_the_end_of_an_answer() {
        assertThat(check.objection("{\"city\": \"Köln\"")).contains("'{\"city\": \"Köln\"' may not end there");
    }
}
