package io.github.ssd4j.evaluation.callers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.ssd4j.evaluation.data.Question;
import io.github.ssd4j.speculative.BatchGenerator;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CallerPromptsTest {

    @Test
    void built_in_questions_should_be_enough_for_16_callers_and_of_different_lengths() {
        List<Question> questions = BuiltInQuestions.list();

        assertThat(questions).hasSizeGreaterThanOrEqualTo(16);
        assertThat(questions.stream().map(question -> question.turns().get(0)))
                .doesNotHaveDuplicates()
                .anyMatch(text -> text.length() < 60)
                .anyMatch(text -> text.length() > 600);
        assertThat(questions.get(2).id()).isEqualTo("3");
    }

    @Test
    void random_prompts_should_depend_on_the_seed_alone() {
        List<int[]> prompts = CallerPrompts.random(300, 7);

        assertThat(prompts).usingRecursiveComparison().isEqualTo(CallerPrompts.random(300, 7));
        assertThat(prompts).usingRecursiveComparison().isNotEqualTo(CallerPrompts.random(300, 8));
        assertThat(prompts.stream().flatMapToInt(IntStream::of)).allMatch(id -> id >= 0 && id < 300);
        assertThat(prompts.stream().mapToInt(prompt -> prompt.length).max()).hasValue(CallerPrompts.longestRandom());
        assertThat(prompts.stream().map(prompt -> prompt.length).distinct()).hasSizeGreaterThan(4);
    }

    @Test
    void should_leave_out_prompts_without_room_for_an_answer() {
        List<int[]> prompts = List.of(new int[10], new int[11], new int[3]);

        assertThat(CallerPrompts.fitting(prompts, 20, 10))
                .extracting(prompt -> prompt.length)
                .containsExactly(10, 3);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CallerPrompts.fitting(prompts, 20, 18))
                .withMessage(
                        "no prompt leaves room for an answer of 18 tokens: the context has 20, and the shortest of 3 "
                                + "prompts 3");
    }

    @Test
    void passes_should_be_counted_since_they_were_last_asked_for() {
        PassCounter passes = new PassCounter();
        assertThat(passes.takeConversationsPerPass()).isEmpty();

        Arrays.asList(1, 4, 4).forEach(count -> passes.onPass(new BatchGenerator.Pass(count, 9, 0, 1)));
        assertThat(passes.takeConversationsPerPass()).hasValue(3);
        passes.onPass(new BatchGenerator.Pass(2, 9, 0, 1));
        assertThat(passes.takeConversationsPerPass()).hasValue(2);
        assertThat(passes.takeConversationsPerPass()).isEmpty();
    }
}
