package io.github.ssd4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A checkpoint of any family that lacks something, or has something else, is refused in one line that says what. */
class FamilyErrorsTest {

    private static final Path FAMILIES = Path.of("src/test/resources/families");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "qwen2 | layers.1.self_attn.k_proj.bias | layers.1.self_attn.k_proj.bia_ | model.safetensors: tensor model.layers.1.self_attn.k_proj.bias of shape [16] is missing",
                "qwen3 | layers.2.self_attn.q_norm.weight | layers.2.self_attn.q_norm.weigh_ | model.safetensors: tensor model.layers.2.self_attn.q_norm.weight of shape [16] is missing",
                "phi3 | layers.0.self_attn.qkv_proj.weight | layers.0.self_attn.qkv_proj.weigh_ | model.safetensors: tensor model.layers.0.self_attn.qkv_proj.weight of shape [64, 32] is missing",
                "gemma2 | layers.3.pre_feedforward_layernorm | layers.3.pre_feedforward_layernor_ | model.safetensors: tensor model.layers.3.pre_feedforward_layernorm.weight of shape [32] is missing",
                "gemma3 | layers.0.self_attn.k_norm.weight | layers.0.self_attn.k_norm.weigh_ | model.safetensors: tensor model.layers.0.self_attn.k_norm.weight of shape [16] is missing",
            })
    void should_name_a_tensor_that_is_missing(String family, String name, String other, String message)
            throws IOException {
        Path model = copy(family);
        replace(model.resolve("model.safetensors"), name, other);

        assertRefused(model, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "qwen2.gguf | blk.1.attn_v.bias | blk.1.attn_v.bia_ | qwen2.gguf: tensor blk.1.attn_v.bias of shape [16] is missing",
                "qwen3.gguf | blk.0.attn_k_norm.weight | blk.0.attn_k_norm.weigh_ | qwen3.gguf: tensor blk.0.attn_k_norm.weight of shape [16] is missing",
                "gemma3.gguf | blk.6.post_ffw_norm.weight | blk.6.post_ffw_norm.weigh_ | gemma3.gguf: tensor blk.6.post_ffw_norm.weight of shape [32] is missing",
                "qwen3.gguf | qwen3.block_count | qwen3.block_coun_ | qwen3.gguf: metadata key qwen3.block_count is missing",
                "mistral.gguf | llama.rope.freq_base | llama.rope.freq_bas_ | mistral.gguf: metadata key llama.rope.freq_bas_ is not supported; supported: files without it",
            })
    void should_name_what_a_gguf_file_lacks(String file, String name, String other, String message) throws IOException {
        Path model = folder.resolve(file);
        Files.copy(FAMILIES.resolve(file), model);
        replace(model, name, other);

        assertRefused(model, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "qwen2 | 'num_hidden_layers': 3 | 'num_hidden_layers': 4 | model.safetensors: tensor model.layers.3.input_layernorm.weight of shape [32] is missing",
                "qwen2 | 'num_hidden_layers': 3 | 'num_hidden_layers': 2 | model.safetensors: tensor model.layers.2.input_layernorm.weight does not belong to a model of the described shape and is not supported",
                "qwen3 | 'head_dim': 16 | 'head_dim': 15 | config.json: head_dim must be even, but is: 15",
                "qwen3 | 'head_dim': 16 | 'head_dim': 8 | model.safetensors: tensor model.layers.0.self_attn.q_proj.weight must have shape [32, 32], but has: [64, 32]",
                "smollm3 | 'use_sliding_window': false | 'use_sliding_window': true | config.json: use_sliding_window true is not supported; supported: false",
                "smollm3 | 'model_type': 'smollm3' | 'model_type': 'smollm4' | config.json: model_type smollm4 is not supported; the nearest is smollm3; supported: llama, mistral, qwen2, qwen3, smollm3, phi3, gemma2, gemma3_text",
                "phi4-mini | 'type': 'longrope' | 'type': 'longerope' | config.json: rope scaling type longerope is not supported; supported: default, linear, dynamic, llama3, yarn, longrope (also called su)",
                "phi4-mini | 'partial_rotary_factor': 0.75 | 'partial_rotary_factor': 0.7 | config.json: partial_rotary_factor must take an even part of the 16 elements of a head, but is: 0.7",
                "gemma2 | 'attn_logit_softcapping': 3.0 | 'attn_logit_softcapping': -1 | config.json: attn_logit_softcapping must be positive and finite, but is: -1.0",
                "gemma3 | 'sliding_window_pattern': 6 | 'sliding_window_pattern': 2 | config.json: sliding_window_pattern 2 is not supported; supported: 6, or layer_types",
                "mistral | 'model_type': 'mistral' | 'attn_logit_softcapping': 3, 'model_type': 'mistral' | config.json: attn_logit_softcapping 3 is not supported; supported: null",
            })
    void should_name_what_a_configuration_says_otherwise(String family, String line, String other, String message)
            throws IOException {
        Path model = copy(family);
        replace(model.resolve("config.json"), line.replace('\'', '"'), other.replace('\'', '"'));

        assertRefused(model, message);
    }

    private Path copy(String family) throws IOException {
        for (String file : List.of(
                "config.json",
                "generation_config.json",
                "tokenizer.json",
                "tokenizer_config.json",
                "model.safetensors")) {
            Files.copy(FAMILIES.resolve(family).resolve(file), folder.resolve(file));
        }
        return folder;
    }

    /** All occurrences, by as many bytes. */
    private static void replace(Path file, String from, String to) throws IOException {
        String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertThat(bytes).contains(from);
        Files.writeString(file, bytes.replace(from, to), StandardCharsets.ISO_8859_1);
    }

    private static void assertRefused(Path model, String message) {
        assertThatThrownBy(() -> Checkpoint.open(model).close())
                .isInstanceOf(CheckpointException.class)
                .hasMessage(message);
    }
}
