package io.github.ssd4j.examples.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.exception.InternalServerException;
import io.github.ssd4j.speculative.KvCacheTooSmallException;
import org.junit.jupiter.api.Test;

class ProblemTest {

    @Test
    void should_tell_the_user_that_a_prompt_needs_more_memory_than_there_may_be() {
        RuntimeException failure = new KvCacheTooSmallException(700, 32_301_056, 1_048_576);

        assertThat(Problem.of(failure)).satisfies(problem -> {
            assertThat(problem.code()).isEqualTo("prompt-too-long");
            assertThat(problem.message()).isEqualTo(failure.getMessage());
            assertThat(problem.isUnexpected()).isFalse();
        });
        assertThat(Problem.of(new InternalServerException("wrapped", failure)).message())
                .isEqualTo(failure.getMessage());
    }
}
