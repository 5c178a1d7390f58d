package io.github.ssd4j.evaluation.rouge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ssd4j.internal.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class RougeTest {

    @Test
    void should_give_the_numbers_of_rouge_score() throws IOException {
        // given
        List<JsonNode> cases = goldenCases();
        assertThat(cases).hasSizeGreaterThan(40);

        for (JsonNode golden : cases) {
            // when
            RougeScores scores = Rouge.score(golden.path("candidate").asText(), references(golden));

            // then
            assertEqual(scores.rouge1(), golden, "rouge1");
            assertEqual(scores.rouge2(), golden, "rouge2");
            assertEqual(scores.rougeL(), golden, "rougeL");
        }
    }

    @Test
    void should_not_depend_on_the_language_of_the_machine() {
        Locale before = Locale.getDefault();
        try {
            // In Turkish the small letter of I has no dot and is not ASCII.
            Locale.setDefault(Locale.forLanguageTag("tr"));
            assertThat(Rouge.score("IN IT", List.of("in it")).rouge2().f1()).isEqualTo(1);
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void should_score_by_hand_computed_numbers() {
        // when: the subsequence is "police the gunman"
        RougeScores scores = Rouge.score("police ended the gunman", List.of("police killed the gunman now"));

        // then
        assertThat(scores.rougeL().precision()).isEqualTo(3 / 4.0);
        assertThat(scores.rougeL().recall()).isEqualTo(3 / 5.0);
        assertThat(scores.rouge2().precision()).isEqualTo(1 / 3.0);
        assertThat(scores.rouge2().recall()).isEqualTo(1 / 4.0);
    }

    @Test
    void should_refuse_to_score_without_reference() {
        assertThatThrownBy(() -> Rouge.score("text", List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("references cannot be empty");
    }

    private static void assertEqual(RougeScore score, JsonNode golden, String measure) {
        JsonNode expected = golden.path(measure);
        double[] values = {score.precision(), score.recall(), score.f1()};
        for (int i = 0; i < values.length; i++) {
            assertThat(values[i])
                    .as("%s[%d] of %s", measure, i, golden)
                    .isCloseTo(expected.required(i).doubleValue(), within(1e-12));
        }
    }

    private static List<String> references(JsonNode golden) {
        List<String> references = new ArrayList<>();
        golden.path("references").forEach(reference -> references.add(reference.asText()));
        return references;
    }

    private static List<JsonNode> goldenCases() throws IOException {
        try (InputStream in = RougeTest.class.getResourceAsStream("/rouge/golden.json")) {
            List<JsonNode> cases = new ArrayList<>();
            Json.mapper().readTree(in).path("cases").forEach(cases::add);
            return cases;
        }
    }
}
