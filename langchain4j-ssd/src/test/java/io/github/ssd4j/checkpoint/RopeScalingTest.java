package io.github.ssd4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ssd4j.internal.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What config.json says about positions, and the frequencies that transformers computes of it (golden/rope.json). */
class RopeScalingTest {

    /** transformers computes in float32. */
    private static final double FLOAT32 = 1e-6;

    private static final int TRAINED = 2048;

    static Stream<Named<JsonNode>> cases() throws IOException {
        JsonNode golden =
                Json.mapper().readTree(TestModels.resource("golden/rope.json").toFile());
        return StreamSupport.stream(golden.get("cases").spliterator(), false)
                .map(each -> Named.of(each.get("name").textValue(), each));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void frequencies_should_be_those_of_transformers(JsonNode golden) {
        JsonFields config = new JsonFields(Path.of("config.json"), golden.get("config"));
        JsonFields rope = RopeScalingConfig.fields(config);
        double theta = RopeScalingConfig.theta(config, rope, 10_000);
        int rotaryDims = golden.get("rotary_dims").intValue();
        int trained = config.integer("max_position_embeddings", 1, Limits.CONTEXT, TRAINED);

        RopeScaling scaling = RopeScalingConfig.parse(config, rope, theta, rotaryDims, trained);
        RopeTable table = scaling.table(theta, rotaryDims, golden.get("context").intValue());

        JsonNode expected = golden.get("inverse_frequencies");
        assertThat(table.inverseFrequencies()).hasSize(expected.size());
        for (int i = 0; i < expected.size(); i++) {
            double value = expected.get(i).doubleValue();
            assertThat(table.inverseFrequencies().get(i)).isCloseTo(value, within(value * FLOAT32));
        }
        double attention = golden.get("attention_factor").doubleValue();
        assertThat(table.attentionFactor()).isCloseTo(attention, within(attention * FLOAT32));
        int width = config.integer(
                "head_dim",
                1,
                1000,
                config.integer("hidden_size", 1, 10_000) / config.integer("num_attention_heads", 1, 100));
        assertThat((int) (width * RopeScalingConfig.partialRotaryFactor(config, rope)))
                .isEqualTo(rotaryDims);
    }

    /** The golden file's script checks that transformers, too, changes nothing up to that length. */
    @Test
    void dynamic_scaling_should_be_none_because_no_decoder_is_longer_than_its_model() {
        assertThat(parse("'rope_type':'dynamic','factor':2.0")).isEqualTo(RopeScaling.NONE);
        assertThat(RopeScaling.NONE.contextTokens(TRAINED)).isEqualTo(TRAINED);
    }

    @Test
    void early_names_of_longrope_should_mean_the_same() {
        String factors = "'short_factor':[1,1],'long_factor':[1,4],'original_max_position_embeddings':512";
        RopeScaling expected = new LongRopeScaling(
                List.of(1.0, 1.0), List.of(1.0, 4.0), 512, Math.sqrt(1 + Math.log(4) / Math.log(512)));

        for (String type : List.of("longrope", "su", "yarn")) {
            assertThat(parse("'type':'%s',%s".formatted(type, factors))).isEqualTo(expected);
        }
    }

    @Test
    void longrope_should_choose_its_list_by_the_longest_sequence_of_the_decoder() {
        RopeScaling scaling = new LongRopeScaling(List.of(1.0, 1.0), List.of(1.0, 4.0), 512, 1);

        assertThat(scaling.table(100, 4, 512).inverseFrequencies()).containsExactly(1.0, 0.1);
        assertThat(scaling.table(100, 4, 513).inverseFrequencies()).containsExactly(1.0, 0.025);
    }

    @Test
    void yarn_should_reach_as_far_as_its_factor_says() {
        RopeScaling scaling = parse("'rope_type':'yarn','factor':4.0,'original_max_position_embeddings':2048");

        assertThat(scaling.contextTokens(2048)).isEqualTo(8192);
        assertThat(scaling.contextTokens(16_384)).isEqualTo(16_384);
    }

    @Test
    void what_counts_in_transformers_should_count() {
        JsonFields both =
                config("{'rope_theta':5.0,'rope_scaling':{'rope_theta':7.0},'rope_parameters':{'rope_theta':9.0}}");
        JsonFields beside = config("{'rope_theta':5.0,'rope_scaling':{},'rope_parameters':{'rope_type':'default'}}");
        JsonFields part = config("{'partial_rotary_factor':0.5,'rope_parameters':{'partial_rotary_factor':0.25}}");

        assertThat(RopeScalingConfig.theta(both, RopeScalingConfig.fields(both), 1))
                .isEqualTo(7);
        assertThat(RopeScalingConfig.theta(beside, RopeScalingConfig.fields(beside), 1))
                .isEqualTo(5);
        assertThat(RopeScalingConfig.partialRotaryFactor(part, RopeScalingConfig.fields(part)))
                .isEqualTo(0.25);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'rope_type':'ntk' | rope scaling type ntk is not supported; supported: default, linear, dynamic, llama3, yarn, longrope (also called su)",
                "'factor':4.0 | rope scaling has a factor but no rope_type; supported: default, linear, dynamic, llama3, yarn, longrope (also called su)",
                "'rope_type':'default','mrope_section':[1,1] | rope scaling has mrope_section [1,1], which is not supported",
                "'rope_type':'yarn','factor':4.0,'attn_factor':1.2 | rope scaling has attn_factor 1.2, which is not supported",
                "'rope_type':'yarn','factor':4.0,'beta_fast':0.5 | rope scaling is not valid: yarn rope scaling needs 0 < betaSlow <= betaFast, but is: 1.0 and 0.5",
                "'rope_type':'yarn','factor':0.5 | rope scaling is not valid: rope scaling factor must be at least 1, but is: 0.5",
                "'rope_type':'yarn','factor':4.0,'attention_factor':0.0 | rope scaling is not valid: attention factor of rope scaling must be positive, but is: 0.0",
                "'rope_type':'yarn','factor':4.0,'truncate':1 | truncate must be true or false, but is: 1",
                "'rope_type':'longrope','short_factor':[1,1] | long_factor is missing",
                "'rope_type':'longrope','short_factor':[1,1],'long_factor':[1] | rope scaling is not valid: long factors must have one entry for each of the 2 rotary frequencies, but has: 1",
                "'rope_type':'longrope','short_factor':[1,'x'],'long_factor':[1,1] | short_factor must be a list of numbers, but is: [1,\"x\"]",
                "'rope_type':'longrope','short_factor':[1,0],'long_factor':[1,1] | rope scaling is not valid: short factors must be positive, but is: [1.0, 0.0]",
            })
    void should_refuse_what_it_does_not_know(String scaling, String message) {
        assertThatThrownBy(() -> parse(scaling.replace("\"", "'")))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("config.json: " + message);
    }

    @Test
    void keys_that_change_nothing_should_be_accepted() {
        assertThat(parse("'type':'yarn','factor':4.0,'finetuned':true,'attn_factor':1.0,'extrapolation_factor':1,"
                        + "'mrope_section':null"))
                .isEqualTo(parse("'type':'yarn','factor':4.0"));
    }

    @Test
    void should_refuse_a_base_that_yarn_cannot_use() {
        JsonFields config = config("{'rope_scaling':{'type':'yarn','factor':4.0}}");

        assertThatThrownBy(() -> RopeScalingConfig.parse(config, RopeScalingConfig.fields(config), 1, 4, TRAINED))
                .isInstanceOf(CheckpointException.class)
                .hasMessage(
                        "config.json: rope scaling is not valid: yarn rope scaling needs a base above 1, but is: 1.0");
    }

    private static RopeScaling parse(String scaling) {
        JsonFields config = config("{'rope_scaling':{" + scaling + "}}");
        return RopeScalingConfig.parse(config, RopeScalingConfig.fields(config), 100, 4, TRAINED);
    }

    private static JsonFields config(String json) {
        try {
            return new JsonFields(Path.of("config.json"), Json.mapper().readTree(json.replace('\'', '"')));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
