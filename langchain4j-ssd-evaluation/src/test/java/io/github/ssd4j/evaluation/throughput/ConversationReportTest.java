package io.github.ssd4j.evaluation.throughput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ssd4j.decoder.SkipProfile;
import io.github.ssd4j.evaluation.throughput.ConversationBenchmark.Conversation;
import io.github.ssd4j.evaluation.throughput.ConversationPlan.Way;
import io.github.ssd4j.evaluation.throughput.ConversationReport.Row;
import io.github.ssd4j.evaluation.throughput.ConversationSamples.Sample;
import io.github.ssd4j.measurement.report.Summary;
import io.github.ssd4j.speculative.DrafterKind;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is computed of a few conversations whose times are known. */
class ConversationReportTest {

    private static final long MILLI = 1_000_000;

    private final ConversationPlan plan =
            new ConversationPlan(List.of(1, 2), 11, 2, Set.of(DrafterKind.LOOK_UP), SkipProfile.NONE, 7);
    private final ConversationReport report =
            new ConversationReport(plan, Summary.of(16, 240), samples().rows());

    /** 11 tokens: the first after 100 ms, the others at equal distances until the end. */
    private static Conversation conversation(long startMillis, long endMillis) {
        return new Conversation(11, startMillis * MILLI, (startMillis + 100) * MILLI, endMillis * MILLI);
    }

    private static ConversationSamples samples() {
        ConversationSamples samples = new ConversationSamples();
        for (boolean speculative : new boolean[] {false, true}) {
            // alone: 1100 ms, then 2200 ms in a slow minute
            samples.add(new Way(1, speculative), sample(0, OptionalDouble.of(1), conversation(0, 1100)));
            samples.add(new Way(1, speculative), sample(50, OptionalDouble.of(1), conversation(50, 2250)));
            // two: 22 tokens in 1100 ms, then 22 in 2200 ms; the second asks 10 ms late
            samples.add(
                    new Way(2, speculative),
                    sample(0, OptionalDouble.of(2), conversation(0, 1100), conversation(10, 1000)));
            samples.add(
                    new Way(2, speculative),
                    sample(0, OptionalDouble.of(1.5), conversation(0, 1900), conversation(10, 2200)));
        }
        return samples;
    }

    private static Sample sample(long startMillis, OptionalDouble perPass, Conversation... conversations) {
        return new Sample(startMillis * MILLI, List.of(conversations), perPass);
    }

    @Test
    void speed_should_be_that_of_all_until_the_last_has_ended() {
        Row two = report.rows().get(1);

        assertThat(two.way()).isEqualTo(new Way(2, false));
        assertThat(two.samples()).hasSize(2);
        assertThat(two.samples().get(0)).isCloseTo(20, within(1e-9));
        assertThat(two.samples().get(1)).isCloseTo(10, within(1e-9));
        assertThat(two.tokensPerSecond().median()).isCloseTo(15, within(1e-9));
        assertThat(two.conversationsPerPass()).hasValue(1.75);
    }

    @Test
    void ratio_should_be_that_of_the_same_repeat() {
        // 20 to 10 and 10 to 5: the slow minute is in both
        assertThat(report.rows().get(1).ratioToOne().min()).isCloseTo(2, within(1e-9));
        assertThat(report.rows().get(1).ratioToOne().max()).isCloseTo(2, within(1e-9));
        assertThat(report.rows().get(0).ratioToOne().median()).isEqualTo(1);
    }

    @Test
    void each_conversation_should_have_its_own_times() {
        Row two = report.rows().get(1);

        assertThat(two.firstTokenMillis().count()).isEqualTo(4);
        assertThat(two.firstTokenMillis().median()).isCloseTo(100, within(1e-9));
        // 10 tokens in 1000, 890, 1800 and 2090 ms
        assertThat(two.eachTokensPerSecond().max()).isCloseTo(10 / 0.89, within(1e-9));
        assertThat(two.eachTokensPerSecond().min()).isCloseTo(10 / 2.09, within(1e-9));
    }

    @Test
    void text_should_have_two_columns_of_speeds() {
        ConversationText text = new ConversationText(report);

        assertThat(text.fact())
                .isEqualTo(
                        "2 samples of each number, 11 tokens each, prompts of 16 to 240 tokens; drafts by look-up with "
                                + "skip profile none");
        assertThat(text.table().toText()).isEqualTo("""
                        conversations  plain tok/s  x one  first ms  each  a pass  speculative tok/s  x one  first ms  each  a pass
                        -------------  -----------  -----  --------  ----  ------  -----------------  -----  --------  ----  ------
                        1                     7.50   1.00       100  7.38    1.00               7.50   1.00       100  7.38    1.00
                        2                     15.0   2.00       100  7.78    1.75               15.0   2.00       100  7.78    1.75
                        """);
    }

    @Test
    void text_should_leave_out_speculation_where_nothing_drafts() {
        ConversationPlan plain = new ConversationPlan(List.of(2), 11, 2, Set.of(), SkipProfile.NONE, 7);
        ConversationText text = new ConversationText(
                new ConversationReport(plain, Summary.of(16), report.rows().subList(0, 2)));

        assertThat(text.fact()).endsWith("; plain only");
        assertThat(text.table().toText()).startsWith("conversations  plain tok/s  x one  first ms  each  a pass\n");
    }

    @Test
    void json_should_have_medians_under_plain_names_and_every_sample() {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode root = mapper.createObjectNode();
        ArrayNode rows = root.putArray("conversations");

        new ConversationJson(report).addRows(rows);
        new ConversationJson(report).addPlan(root.putObject("conversationPlan"));

        JsonNode two = root.at("/conversations/1");
        assertThat(two.at("/count").asInt()).isEqualTo(2);
        assertThat(two.at("/speculative").asBoolean(true)).isFalse();
        assertThat(two.at("/tokensPerSecond").asDouble()).isCloseTo(15, within(1e-9));
        assertThat(two.at("/firstTokenMillis").asDouble()).isCloseTo(100, within(1e-9));
        assertThat(two.at("/ratioToOne").asDouble()).isCloseTo(2, within(1e-9));
        assertThat(two.at("/conversationsPerPass").asDouble()).isEqualTo(1.75);
        assertThat(two.at("/samplesTokensPerSecond")).hasSize(2);
        assertThat(two.at("/firstTokenMillisSummary/count").asInt()).isEqualTo(4);
        assertThat(root.at("/conversations/3/speculative").asBoolean()).isTrue();
        assertThat(root.at("/conversationPlan/answerTokens").asInt()).isEqualTo(11);
        assertThat(root.at("/conversationPlan/drafters").asText()).isEqualTo("look-up");
        assertThat(root.at("/conversationPlan/promptTokens/max").asDouble()).isEqualTo(240);
    }
}
