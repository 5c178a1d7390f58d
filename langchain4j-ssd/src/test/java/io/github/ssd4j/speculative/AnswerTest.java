package io.github.ssd4j.speculative;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ssd4j.checkpoint.Checkpoint;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tokens are given by hand, in the vocabulary of stories260K, which spells rare characters byte by byte. */
class AnswerTest {

    private static final int STOP = 2;

    private static Checkpoint checkpoint;

    private final RecordingListener listener = new RecordingListener();

    @BeforeAll
    static void open() {
        checkpoint = Checkpoint.open(Path.of(URI.create(AnswerTest.class
                        .getResource(TinyModel.STORIES + "/config.json")
                        .toString()))
                .getParent());
    }

    @AfterAll
    static void close() {
        checkpoint.close();
    }

    @Test
    void should_hand_on_each_token_as_it_comes() {
        Answer answer = answer(GenerationOptions.DEFAULTS);

        assertThat(answer.write(token("▁Lily"), 0, null)).isNull();
        assertThat(answer.write(token("▁was"), 1, "look-up")).isNull();

        assertThat(listener.pieces()).containsExactly(new TextPiece("Lily", null), new TextPiece(" was", "look-up"));
        assertThat(answer.tokens()).containsExactly(token("▁Lily"), token("▁was"));
        assertThat(answer.text()).isEqualTo("Lily was");
    }

    @Test
    void should_hold_back_a_character_until_its_last_byte() {
        Answer answer = answer(GenerationOptions.DEFAULTS);

        answer.write(token("<0xE2>"), 0, null);
        answer.write(token("<0x82>"), 1, "look-up");
        assertThat(listener.pieces()).isEmpty();
        answer.write(token("<0xAC>"), 1, "look-up");

        assertThat(listener.pieces()).containsExactly(new TextPiece("€", "look-up"));
    }

    @Test
    void should_end_an_unfinished_character_with_the_replacement_character_at_once_with_the_last_token() {
        Answer answer = answer(GenerationOptions.builder().maxTokens(2).build());

        answer.write(token("a"), 0, null);
        FinishReason end = answer.write(token("<0xE2>"), 1, "look-up");

        assertThat(end).isEqualTo(FinishReason.MAX_TOKENS);
        assertThat(listener.pieces()).containsExactly(new TextPiece("a", null), new TextPiece("\ufffd", "look-up"));
        assertThat(answer.text()).isEqualTo(checkpoint.tokenizer().decode(token("a"), token("<0xE2>")));
    }

    @Test
    void should_leave_out_the_stop_token_and_release_what_was_held_back() {
        Answer answer =
                answer(GenerationOptions.builder().stopStrings(List.of("as if")).build());

        answer.write(token("▁was"), 0, null);
        FinishReason end = answer.write(STOP, 1, "look-up");

        assertThat(end).isEqualTo(FinishReason.STOP_TOKEN);
        assertThat(listener.pieces()).containsExactly(new TextPiece("w", null), new TextPiece("as", null));
        assertThat(answer.tokens()).containsExactly(token("▁was"));
    }

    @Test
    void should_cut_tokens_of_earlier_rounds_that_turn_out_to_be_the_stop_string() {
        Answer answer =
                answer(GenerationOptions.builder().stopStrings(List.of("abc")).build());

        answer.write(token("d"), 0, null);
        answer.write(token("a"), 1, "look-up");
        answer.write(token("b"), 1, null);
        FinishReason end = answer.write(token("c"), 2, null);
        answer.cutToText();

        assertThat(end).isEqualTo(FinishReason.STOP_STRING);
        assertThat(answer.text()).isEqualTo("d");
        assertThat(answer.tokens()).containsExactly(token("d"));
        assertThat(answer.histogram(3)).isEqualTo(AcceptanceHistogram.of(0, 0, 0));
    }

    @Test
    void should_keep_a_token_that_begins_before_the_stop_string() {
        Answer answer =
                answer(GenerationOptions.builder().stopStrings(List.of("asd")).build());

        answer.write(token("▁was"), 0, null);
        FinishReason end = answer.write(token("d"), 1, null);
        answer.cutToText();

        assertThat(end).isEqualTo(FinishReason.STOP_STRING);
        assertThat(answer.text()).isEqualTo("w");
        assertThat(answer.tokens()).containsExactly(token("▁was"));
    }

    @Test
    void should_find_a_stop_string_inside_one_token() {
        Answer answer =
                answer(GenerationOptions.builder().stopStrings(List.of("il")).build());

        FinishReason end = answer.write(token("▁Lily"), 0, null);
        answer.cutToText();

        assertThat(end).isEqualTo(FinishReason.STOP_STRING);
        assertThat(listener.pieces()).containsExactly(new TextPiece("L", null));
        assertThat(answer.tokens()).containsExactly(token("▁Lily"));
    }

    @Test
    void should_be_empty_if_the_stop_string_comes_first() {
        Answer answer =
                answer(GenerationOptions.builder().stopStrings(List.of("Li")).build());

        FinishReason end = answer.write(token("▁Lily"), 0, null);
        answer.cutToText();

        assertThat(end).isEqualTo(FinishReason.STOP_STRING);
        assertThat(answer.tokens()).isEmpty();
        assertThat(answer.text()).isEmpty();
        assertThat(listener.pieces()).isEmpty();
    }

    @Test
    void should_prefer_the_stop_string_that_the_last_allowed_token_completes() {
        Answer answer = answer(GenerationOptions.builder()
                .maxTokens(1)
                .stopStrings(List.of("Lily"))
                .build());

        assertThat(answer.write(token("▁Lily"), 0, null)).isEqualTo(FinishReason.STOP_STRING);
    }

    @Test
    void should_say_what_limits_it() {
        GenerationOptions options = GenerationOptions.builder().maxTokens(2).build();

        assertThat(answer(options, 2).write(token("a"), 0, null)).isNull();
        assertThat(answer(options, 1).write(token("a"), 0, null)).isEqualTo(FinishReason.CONTEXT_END);
        Answer both = answer(options, 2);
        both.write(token("a"), 0, null);
        assertThat(both.remaining()).isEqualTo(1);
        assertThat(both.write(token("a"), 1, null)).isEqualTo(FinishReason.MAX_TOKENS);
    }

    @Test
    void should_count_accepted_drafts_by_round() {
        Answer answer = answer(GenerationOptions.DEFAULTS);

        answer.write(token("a"), 0, null);
        answer.write(token("b"), 1, "look-up");
        answer.write(token("c"), 1, "look-up");
        answer.write(token("d"), 1, null);
        answer.write(token("a"), 2, null);

        assertThat(answer.histogram(3)).isEqualTo(AcceptanceHistogram.of(0, 2, 0));
    }

    private Answer answer(GenerationOptions options) {
        return answer(options, 1000);
    }

    private Answer answer(GenerationOptions options, int room) {
        return new Answer(checkpoint.tokenizer().newTextStream(), options, Set.of(STOP), room, listener);
    }

    private static int token(String spelling) {
        return checkpoint.tokenizer().tokenId(spelling).orElseThrow();
    }
}
