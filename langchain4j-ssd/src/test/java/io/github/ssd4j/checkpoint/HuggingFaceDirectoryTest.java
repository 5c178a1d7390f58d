package io.github.ssd4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sound directory, changed in one place. */
class HuggingFaceDirectoryTest {

    @TempDir
    private Path temporary;

    @Test
    void should_prefer_the_template_file_to_the_one_in_the_configuration() throws IOException {
        Path model = stories();
        write(model, "tokenizer_config.json", "{'chat_template':'from the configuration'}");
        assertThat(chatTemplate(model)).isEqualTo("from the configuration");

        Files.writeString(model.resolve("chat_template.jinja"), "from the file");
        assertThat(chatTemplate(model)).isEqualTo("from the file");
    }

    @Test
    void should_take_the_default_of_several_templates() throws IOException {
        Path model = stories();
        write(
                model,
                "tokenizer_config.json",
                "{'chat_template':[{'name':'tool_use','template':'a'},{'name':'default','template':'b'}]}");

        assertThat(chatTemplate(model)).isEqualTo("b");
    }

    @Test
    void should_read_special_tokens_given_as_text_or_as_object() throws IOException {
        Path model = stories();
        write(model, "tokenizer_config.json", "{'bos_token':{'content':'<s>','lstrip':false},'eos_token':null}");

        try (Checkpoint checkpoint = Checkpoint.open(model)) {
            assertThat(checkpoint.tokenizer().bosToken()).contains("<s>");
            assertThat(checkpoint.tokenizer().eosToken()).isEmpty();
        }
    }

    /** As transformers 5.17 does. */
    @Test
    void the_map_of_special_tokens_should_count_where_the_configuration_is_as_old_as_it() throws IOException {
        Path model = stories();
        write(model, "special_tokens_map.json", "{'bos_token':'<unk>','eos_token':{'content':'<s>'}}");
        assertThat(tokens(model)).containsExactly("<unk>", "<s>");

        write(model, "special_tokens_map.json", "{'bos_token':null}");
        assertThat(tokens(model)).containsExactly("</s>");

        write(model, "special_tokens_map.json", "{'bos_token':'<unk>'}");
        write(model, "tokenizer_config.json", "{'bos_token':'<s>','eos_token':'</s>','added_tokens_decoder':{}}");
        assertThat(tokens(model)).containsExactly("<s>", "</s>");
    }

    @Test
    void should_refuse_a_tokenizer_that_takes_special_tokens_apart() throws IOException {
        Path model = stories();
        write(model, "tokenizer_config.json", "{'split_special_tokens':true}");

        assertThatThrownBy(() -> Checkpoint.open(model).close())
                .isInstanceOf(CheckpointException.class)
                .hasMessage("tokenizer_config.json: split_special_tokens true is not supported; supported: false");
    }

    private static List<String> tokens(Path model) {
        try (Checkpoint checkpoint = Checkpoint.open(model)) {
            Tokenizer tokenizer = checkpoint.tokenizer();
            return Stream.of(tokenizer.bosToken(), tokenizer.eosToken())
                    .flatMap(Optional::stream)
                    .toList();
        }
    }

    @Test
    void should_end_answers_with_the_eos_of_the_tokenizer_where_no_configuration_has_one() throws IOException {
        Path model = stories();
        Files.delete(model.resolve("generation_config.json"));
        replace(model, "config.json", "\"eos_token_id\": 2", "\"eos_token_id\": null");

        try (Checkpoint checkpoint = Checkpoint.open(model)) {
            assertThat(checkpoint.config().eosTokenIds()).containsExactly(2);
        }
    }

    @Test
    void should_end_answers_with_the_eos_of_the_tokenizer_besides_that_of_the_configuration() throws IOException {
        Path model = stories();
        Files.delete(model.resolve("generation_config.json"));
        write(model, "tokenizer_config.json", "{'eos_token':'<unk>'}");

        try (Checkpoint checkpoint = Checkpoint.open(model)) {
            assertThat(checkpoint.config().eosTokenIds()).containsExactly(2, 0);
        }
    }

    @Test
    void should_end_answers_at_a_turn_that_no_file_declares() throws IOException {
        Path model = stories();
        Files.delete(model.resolve("generation_config.json"));
        replace(model, "tokenizer.json", "\"<unk>\"", "\"<|im_end|>\"");

        try (Checkpoint checkpoint = Checkpoint.open(model)) {
            assertThat(checkpoint.config().eosTokenIds()).containsExactly(2, 0);
        }
    }

    @Test
    void should_open_without_the_optional_files() throws IOException {
        Path model = stories();
        Files.delete(model.resolve("generation_config.json"));
        Files.delete(model.resolve("tokenizer_config.json"));

        try (Checkpoint checkpoint = Checkpoint.open(model)) {
            assertThat(checkpoint.config().eosTokenIds()).containsExactly(2);
            assertThat(checkpoint.tokenizer().encode("a", true)).startsWith(1);
        }
    }

    @Test
    void should_ignore_a_tied_output_and_stored_frequencies() throws IOException {
        Path model = stories();
        String header = "{\"lm_head.weight\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                + "\"model.layers.0.self_attn.rotary_emb.inv_freq\":{\"dtype\":\"F64\",\"shape\":[0],\"data_offsets\":[4,4]}}";
        addShard(model, header, 4, "lm_head.weight", "model.layers.0.self_attn.rotary_emb.inv_freq");

        try (Checkpoint checkpoint = Checkpoint.open(model)) {
            assertThat(checkpoint.tensors()).hasSize(47).doesNotContainKey("lm_head.weight");
        }
    }

    @Test
    void should_refuse_a_bias_that_the_configuration_does_not_mention() throws IOException {
        Path model = stories();
        String name = "model.layers.0.self_attn.q_proj.bias";
        addShard(model, "{\"" + name + "\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4, name);

        assertMessage(
                model,
                "extra.safetensors: tensor " + name
                        + " does not belong to a model of the described shape and is not supported");
    }

    @Test
    void should_refuse_a_configuration_that_is_not_json() throws IOException {
        Path model = stories();
        Files.writeString(model.resolve("config.json"), "{\"model_type\": llama}");

        assertThatThrownBy(() -> Checkpoint.open(model))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith("config.json: content is not valid JSON at line 1, column ");
    }

    @Test
    void should_refuse_a_configuration_that_is_not_one_object() throws IOException {
        Path model = stories();
        Files.writeString(model.resolve("config.json"), "[1]");
        assertMessage(model, "config.json: must hold one JSON object, but holds: array");

        Files.writeString(model.resolve("config.json"), "");
        assertMessage(model, "config.json: must hold one JSON object, but holds: nothing");
    }

    @Test
    void should_refuse_a_model_without_weights() throws IOException {
        Path model = stories();
        Files.delete(model.resolve("model.safetensors"));

        assertMessage(model, "stories: neither model.safetensors nor model.safetensors.index.json in this directory");
    }

    @Test
    void should_refuse_a_model_without_tokenizer() throws IOException {
        Path model = stories();
        Files.delete(model.resolve("tokenizer.json"));

        assertMessage(model, "tokenizer.json: is missing; the model has no tokenizer without it");
    }

    @Test
    void should_refuse_more_layers_than_the_file_has() throws IOException {
        Path model = stories();
        replace(model, "config.json", "\"num_hidden_layers\": 5", "\"num_hidden_layers\": 6");

        assertMessage(
                model, "model.safetensors: tensor model.layers.5.input_layernorm.weight of shape [64] is missing");
    }

    @Test
    void should_refuse_fewer_layers_than_the_file_has() throws IOException {
        Path model = stories();
        replace(model, "config.json", "\"num_hidden_layers\": 5", "\"num_hidden_layers\": 4");

        assertMessage(
                model,
                "model.safetensors: tensor model.layers.4.input_layernorm.weight"
                        + " does not belong to a model of the described shape and is not supported");
    }

    @Test
    void should_refuse_a_tensor_of_another_shape() throws IOException {
        Path model = stories();
        replace(model, "config.json", "\"intermediate_size\": 172", "\"intermediate_size\": 170");

        assertMessage(
                model,
                "model.safetensors: tensor model.layers.0.mlp.gate_proj.weight must have shape [170, 64],"
                        + " but has: [172, 64]");
    }

    @Test
    void should_refuse_an_index_without_its_map() throws IOException {
        Path model = sharded();
        Files.writeString(model.resolve("model.safetensors.index.json"), "{}");

        assertMessage(model, "model.safetensors.index.json: weight_map is missing");
    }

    @Test
    void should_refuse_a_missing_shard() throws IOException {
        Path model = sharded();
        Files.delete(model.resolve("model-00002-of-00003.safetensors"));

        assertThatThrownBy(() -> Checkpoint.open(model))
                .isInstanceOf(CheckpointException.class)
                .hasMessageMatching("model\\.safetensors\\.index\\.json: shard model-00002-of-00003\\.safetensors,"
                        + " which should hold tensor model\\..+, is missing");
    }

    @Test
    void should_refuse_an_index_that_points_out_of_its_directory() throws IOException {
        Path model = sharded();
        write(model, "model.safetensors.index.json", "{'weight_map':{'a':'../model.safetensors'}}");

        assertMessage(
                model,
                "model.safetensors.index.json: tensor a must name a .safetensors file in the same directory,"
                        + " but names: ../model.safetensors");
    }

    @Test
    void should_refuse_a_tensor_that_its_shard_does_not_have() throws IOException {
        Path model = sharded();
        write(model, "model.safetensors.index.json", "{'weight_map':{'a':'model-00001-of-00003.safetensors'}}");

        assertMessage(
                model,
                "model.safetensors.index.json: tensor a is missing in its shard model-00001-of-00003.safetensors");
    }

    @Test
    void should_refuse_a_type_of_tensor_that_is_not_supported() throws IOException {
        Path model = sharded();
        String header =
                "{\"model.embed_tokens.weight\":{\"dtype\":\"I8\",\"shape\":[512,24],\"data_offsets\":[0,12288]}}";
        SafetensorsWriter.write(model.resolve("model.safetensors"), SafetensorsWriter.bytes(header, 12288));

        assertMessage(
                model,
                "model.safetensors: tensor model.embed_tokens.weight has type I8, which is not supported;"
                        + " supported: [F32, F16, BF16, Q8_0, Q4_0, Q4_1, Q5_0, Q5_1, Q2_K, Q3_K, Q4_K, Q5_K, Q6_K,"
                        + " IQ4_NL, IQ4_XS, MXFP4]");
    }

    private Path stories() {
        return TestModels.copyOf(TestModels.stories(), temporary.resolve("stories"));
    }

    private Path sharded() {
        return TestModels.copyOf(TestModels.resource("checkpoints/llama-sharded"), temporary.resolve("sharded"));
    }

    private static String chatTemplate(Path model) {
        try (Checkpoint checkpoint = Checkpoint.open(model)) {
            return checkpoint.chatTemplate().orElseThrow();
        }
    }

    private static void write(Path model, String file, String json) {
        SafetensorsWriter.write(model.resolve(file), json.replace('\'', '"'));
    }

    private static void replace(Path model, String file, String old, String by) throws IOException {
        String text = Files.readString(model.resolve(file));
        assertThat(text).contains(old);
        Files.writeString(model.resolve(file), text.replace(old, by));
    }

    /** Turns the single file into a shard and puts another one with more tensors beside it. */
    private static void addShard(Path model, String header, int dataBytes, String... names) throws IOException {
        Path single = model.resolve("model.safetensors");
        StringBuilder map = new StringBuilder();
        for (String name : SafetensorsFile.read(single).keySet()) {
            map.append("'%s':'first.safetensors',".formatted(name));
        }
        for (String name : names) {
            map.append("'%s':'extra.safetensors',".formatted(name));
        }
        map.setLength(map.length() - 1);
        Files.move(single, model.resolve("first.safetensors"));
        SafetensorsWriter.write(model.resolve("extra.safetensors"), SafetensorsWriter.bytes(header, dataBytes));
        write(model, "model.safetensors.index.json", "{'weight_map':{" + map + "}}");
    }

    private static void assertMessage(Path model, String message) {
        assertThatThrownBy(() -> Checkpoint.open(model))
                .isInstanceOf(CheckpointException.class)
                .hasMessage(message);
    }
}
