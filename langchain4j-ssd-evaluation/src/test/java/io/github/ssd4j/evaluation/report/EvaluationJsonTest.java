package io.github.ssd4j.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.ssd4j.evaluation.result.EvaluationReport;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class EvaluationJsonTest {

    @Test
    void should_write_every_figure() throws IOException {
        JsonNode json = json(Reports.report());

        assertThat(json.at("/command").asText()).isEqualTo("spec-bench");
        assertThat(json.at("/settings/1").toString()).isEqualTo("{\"name\":\"model\",\"value\":\"tiny_model.gguf\"}");
        assertThat(json.at("/contestants").toString()).isEqualTo("[\"plain\",\"skip\"]");
        assertThat(json.at("/sections/2/category").asText()).isEqualTo("rag");
        assertThat(json.at("/sections/2/questions").asInt()).isEqualTo(4);
        JsonNode qa = json.at("/sections/1/comparisons/0");
        assertThat(qa.at("/candidate").asText()).isEqualTo("skip");
        assertThat(qa.at("/identicalAnswers").asInt()).isEqualTo(2);
        assertThat(qa.at("/tokensPerSecond").asDouble()).isEqualTo(50);
        assertThat(qa.at("/speedUp").asDouble()).isEqualTo(1.25);
        assertThat(qa.at("/speedUps/median").asDouble()).isEqualTo(1.25);
        assertThat(qa.at("/speedUps/spread").asDouble()).isBetween(0.0799, 0.0801);
        assertThat(qa.at("/drafting/acceptanceRate").asDouble()).isEqualTo(0.25);
        assertThat(qa.at("/drafting/histogram").toString()).isEqualTo("[1,1,2]");
        assertThat(qa.at("/drafting/verify").toString()).isEqualTo("[1.0,1.05,1.1]");
        assertThat(qa.at("/drafting/ledger/net").asDouble()).isBetween(0.1999, 0.2001);
        assertThat(qa.at("/drafting/ledger/dearest").asText()).isEqualTo("draftCost");
        assertThat(qa.at("/drafting/gap/total").asDouble()).isBetween(0.1749, 0.1751);
        assertThat(qa.at("/drafting/drafters/1/name").asText()).isEqualTo("look-up");
        assertThat(qa.at("/drafting/drafters/1/acceptanceRate").asDouble()).isEqualTo(0.5);
        assertThat(qa.at("/drafting/drafters/1/net").asDouble()).isBetween(0.2999, 0.3001);
        assertThat(json.at("/qualities/0/values/1").toString()).isEqualTo("{\"contestant\":\"skip\",\"value\":0.25}");
        assertThat(json.at("/answers/2/id").asText()).isEqualTo("r1");
        assertThat(json.at("/answers/2/answers/1/contestant").asText()).isEqualTo("skip");
        assertThat(json.at("/answers/2/answers/1/secondsPerToken").asDouble()).isEqualTo(0.05);
        assertThat(json.at("/notes/0").asText()).isEqualTo("One question was left out.");
    }

    @Test
    void should_write_null_for_what_is_not_known() throws IOException {
        JsonNode comparison = json(Reports.peers("ollama")).at("/sections/0/comparisons/0");

        assertThat(comparison.get("identicalAnswers").isNull()).isTrue();
        assertThat(comparison.get("drafting").isNull()).isTrue();
    }

    private static JsonNode json(EvaluationReport report) throws IOException {
        return new ObjectMapper().readTree(new EvaluationJson(report).toJson());
    }
}
