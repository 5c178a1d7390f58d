package io.github.ssd4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ssd4j.internal.Json;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HuggingFaceConfigTest {

    private static final String SMALLEST = """
            {"model_type":"llama","vocab_size":100,"hidden_size":64,"num_attention_heads":4,
             "intermediate_size":128,"num_hidden_layers":3}""";

    @Test
    void should_take_the_defaults_of_transformers_for_what_is_absent() {
        assertThat(parse("{}", "{}"))
                .isEqualTo(new ModelConfig(
                        "llama", 100, 64, 128, 3, 4, 4, 16, 1e-6, 10_000, RopeScaling.NONE, 2048, false, List.of()));
    }

    @Test
    void should_read_every_value() {
        // given
        String config = """
                {"architectures":["LlamaForCausalLM"],"num_key_value_heads":2,"head_dim":32,"rms_norm_eps":1e-5,
                 "rope_theta":500000.0,"max_position_embeddings":8192,"tie_word_embeddings":true,
                 "eos_token_id":7,"hidden_act":"silu","attention_bias":false,"mlp_bias":false,"sliding_window":null}""";

        // when
        ModelConfig parsed = parse(config, "{}");

        // then
        assertThat(parsed)
                .isEqualTo(new ModelConfig(
                        "llama", 100, 64, 128, 3, 4, 2, 32, 1e-5, 500_000, RopeScaling.NONE, 8192, true, List.of(7)));
    }

    @Test
    void should_unite_the_eos_tokens_of_both_files() {
        assertThat(parse("{'eos_token_id':[5,6]}", "{'eos_token_id':[6,9,8]}").eosTokenIds())
                .containsExactly(5, 6, 9, 8);
        assertThat(parse("{'eos_token_id':null}", "{'eos_token_id':3}").eosTokenIds())
                .containsExactly(3);
    }

    @Test
    void should_read_rope_scaling_in_both_spellings() {
        // given
        String values =
                "'factor':8.0,'low_freq_factor':1.0,'high_freq_factor':4.0,'original_max_position_embeddings':8192";

        // when / then
        assertThat(scaling("{'rope_scaling':{'rope_type':'llama3'," + values + "}}"))
                .isEqualTo(RopeScaling.llama3(8, 1, 4, 8192));
        assertThat(scaling("{'rope_scaling':{'type':'llama3'," + values + "}}"))
                .isEqualTo(RopeScaling.llama3(8, 1, 4, 8192));
        assertThat(scaling("{'rope_scaling':{'type':'linear','factor':4.0}}")).isEqualTo(RopeScaling.linear(4));
        assertThat(scaling("{'rope_scaling':{'rope_type':'default'}}")).isEqualTo(RopeScaling.NONE);
        assertThat(scaling("{'rope_scaling':null}")).isEqualTo(RopeScaling.NONE);
    }

    @Test
    void should_read_theta_and_scaling_as_transformers_5_writes_them() {
        ModelConfig config = parse("{'rope_parameters':{'rope_type':'linear','factor':2.0,'rope_theta':5e5}}", "{}");

        assertThat(config.ropeTheta()).isEqualTo(5e5);
        assertThat(config.ropeScaling()).isEqualTo(RopeScaling.linear(2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'model_type':'gemma3n'} | model_type gemma3n is not supported; the nearest is gemma3_text; supported: llama, mistral, qwen2, qwen3, smollm3, phi3, gemma2, gemma3_text",
                "{'model_type':null} | model_type (none) is not supported; supported: llama, mistral, qwen2, qwen3, smollm3, phi3, gemma2, gemma3_text",
                "{'architectures':['LlamaForSequenceClassification']} | architectures [\"LlamaForSequenceClassification\"] is not supported; supported: [\"LlamaForCausalLM\"]",
                "{'attention_bias':true} | attention_bias true is not supported; supported: false",
                "{'mlp_bias':true} | mlp_bias true is not supported; supported: false",
                "{'hidden_act':'gelu'} | hidden_act gelu is not supported; supported: silu",
                "{'sliding_window':4096} | sliding_window 4096 is not supported; supported: null",
                "{'partial_rotary_factor':0.5} | partial_rotary_factor 0.5 is not supported; supported: 1",
                "{'quantization_config':{'bits':4}} | quantization_config {\"bits\":4} is not supported; supported: null (or a quantised GGUF file)",
                "{'rope_scaling':{'rope_type':'ntk','factor':4}} | rope scaling type ntk is not supported; supported: default, linear, dynamic, llama3, yarn, longrope (also called su)",
            })
    void should_refuse_what_is_not_supported_and_say_what_is(String config, String message) {
        assertMessage(config, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'vocab_size':null} | vocab_size is missing",
                "{'vocab_size':0} | vocab_size must be a whole number between 1 and 2097152, but is: 0",
                "{'vocab_size':1e3} | vocab_size must be a whole number between 1 and 2097152, but is: 1000.0",
                "{'hidden_size':99999999999} | hidden_size must be a whole number between 1 and 1048576, but is: 99999999999",
                "{'num_hidden_layers':'3'} | num_hidden_layers must be a whole number between 1 and 4096, but is: \"3\"",
                "{'num_attention_heads':3} | hidden_size must be divisible by num_attention_heads, but is: 64 and 3",
                "{'num_key_value_heads':3} | num_attention_heads must be divisible by num_key_value_heads, but is: 4 and 3",
                "{'head_dim':7} | head_dim must be even, but is: 7",
                "{'rms_norm_eps':0} | rms_norm_eps must lie between 0 and 1, but is: 0.0",
                "{'rope_theta':-1} | rope_theta must be positive and finite, but is: -1.0",
                "{'rope_theta':1e999} | rope_theta must be positive and finite, but is: Infinity",
                "{'rms_norm_eps':[1]} | rms_norm_eps must be a number, but is: [1]",
                "{'tie_word_embeddings':'yes'} | tie_word_embeddings must be true or false, but is: \"yes\"",
                "{'hidden_act':1} | hidden_act must be a string, but is: 1",
                "{'eos_token_id':[1,100]} | eos_token_id must be a whole number between 0 and 99, but is: 100",
                "{'eos_token_id':'</s>'} | eos_token_id must be a whole number between 0 and 99, but is: \"</s>\"",
                "{'rope_scaling':'linear'} | rope_scaling must be an object, but is: \"linear\"",
                "{'rope_scaling':{'type':'linear'}} | factor is missing",
                "{'rope_scaling':{'type':'linear','factor':0.5}} | rope scaling is not valid: rope scaling factor must be at least 1, but is: 0.5",
            })
    void should_refuse_values_that_cannot_be(String config, String message) {
        assertMessage(config, message);
    }

    private static RopeScaling scaling(String config) {
        return parse(config, "{}").ropeScaling();
    }

    private static void assertMessage(String config, String message) {
        assertThatThrownBy(() -> parse(config, "{}"))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("config.json: " + message);
    }

    /** @param changes to the smallest configuration, with single quotes */
    private static ModelConfig parse(String changes, String generation) {
        ObjectNode config = (ObjectNode) json(SMALLEST);
        config.setAll((ObjectNode) json(changes));
        return HuggingFaceConfig.parse(
                new JsonFields(Path.of("config.json"), config),
                new JsonFields(Path.of("generation_config.json"), json(generation)));
    }

    private static JsonNode json(String text) {
        try {
            return Json.mapper().readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
