package io.github.ssd4j.evaluation.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ssd4j.evaluation.options.PolicyParser.NamedPolicy;
import io.github.ssd4j.speculative.DraftPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyParserTest {

    @Test
    void should_read_every_policy_with_and_without_its_numbers() {
        assertThat(PolicyParser.parse("cost-optimal"))
                .isEqualTo(new NamedPolicy("cost-optimal", DraftPolicy.costOptimal(16), 16));
        assertThat(PolicyParser.parse("cost-optimal:3"))
                .isEqualTo(new NamedPolicy("cost-optimal:3", DraftPolicy.costOptimal(3), 3));
        assertThat(PolicyParser.parse("fixed:2")).isEqualTo(new NamedPolicy("fixed:2", DraftPolicy.fixed(2), 2));
        assertThat(PolicyParser.parse("fixed").maxDraftTokens()).isEqualTo(4);
        assertThat(PolicyParser.parse("threshold:0.6:5"))
                .isEqualTo(new NamedPolicy("threshold:0.6:5", DraftPolicy.staticThreshold(5, 0.6), 5));
        assertThat(PolicyParser.parse("adaptive").maxDraftTokens()).isEqualTo(16);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "greedy", "fixed:0", "fixed:65", "fixed:2:3", "fixed:a", "threshold", "threshold:2", "fixed:"
            })
    void should_say_what_a_policy_is(String text) {
        assertThatThrownBy(() -> PolicyParser.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "a draft policy is cost-optimal, fixed:K, adaptive or threshold:T, each with :K for the most drafts of "
                                + "a round (1 to 64), but is: " + text);
    }
}
