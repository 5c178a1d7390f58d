package io.github.ssd4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GgufConfigTest {

    @TempDir
    private Path folder;

    private final GgufWriter writer = GgufWriter.tinyLlama();

    @Test
    void should_read_every_value_and_take_defaults_for_the_rest() {
        assertThat(parse())
                .isEqualTo(new ModelConfig(
                        "llama", 8, 32, 64, 1, 2, 1, 16, 1e-5, 10_000, RopeScaling.NONE, 128, true, List.of(0)));
    }

    @Test
    void should_prefer_the_given_sizes() {
        // given
        writer.tensors.clear();
        writer.with("llama.vocab_size", 9)
                .with("llama.attention.key_length", 8)
                .with("llama.attention.value_length", 8)
                .with("llama.rope.dimension_count", 8)
                .with("llama.rope.freq_base", 500_000f)
                .with("tokenizer.ggml.eot_token_id", 3)
                .with("tokenizer.ggml.eom_token_id", 4)
                .tensor("output.weight", TensorType.F32, 32, 9);

        // when
        ModelConfig config = parse();

        // then
        assertThat(config)
                .isEqualTo(new ModelConfig(
                        "llama", 9, 32, 64, 1, 2, 1, 8, 1e-5, 500_000, RopeScaling.NONE, 128, false, List.of(0, 3, 4)));
    }

    @Test
    void should_read_linear_scaling() {
        writer.with("llama.rope.scaling.type", "linear").with("llama.rope.scaling.factor", 4f);

        assertThat(parse().ropeScaling()).isEqualTo(RopeScaling.linear(4));
    }

    @Test
    void should_read_the_rope_factors_of_the_tensor() {
        assertThat(parseWithFactors(1, 1, 1, 1, 2.5f, 8, 8, 8).ropeScaling())
                .isEqualTo(RopeScaling.factors(List.of(1.0, 1.0, 1.0, 1.0, 2.5, 8.0, 8.0, 8.0)));
        assertThat(parseWithFactors(1, 1, 1, 1, 1, 1, 1, 1).ropeScaling()).isEqualTo(RopeScaling.NONE);
    }

    @Test
    void should_multiply_rope_factors_with_linear_scaling() {
        writer.with("llama.rope.scaling.type", "linear").with("llama.rope.scaling.factor", 2f);

        assertThat(parseWithFactors(1, 1, 1, 1, 1, 1, 1, 4).ropeScaling())
                .isEqualTo(RopeScaling.factors(List.of(2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 8.0)));
    }

    @Test
    void should_refuse_rope_factors_that_are_not_positive() {
        assertThatThrownBy(() -> parseWithFactors(1, 1, 1, 0, 1, 1, 1, 1))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("factors.gguf: tensor rope_freqs.weight must hold positive numbers, but holds: 0.0");
    }

    @Test
    void should_refuse_rope_factors_of_another_shape() {
        writer.tensor("rope_freqs.weight", TensorType.F16, 9);

        assertMessage("tensor rope_freqs.weight must have type F32 and shape [8], but has: F16 and [9]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "general.architecture | qwen3moe | general.architecture qwen3moe is not supported; the nearest is qwen3; supported: llama, qwen2, qwen3, smollm3, phi3, gemma2, gemma3",
                "llama.rope.scaling.type | ntk | llama.rope.scaling.type ntk is not supported; supported: none, linear, yarn, longrope",
                "tokenizer.ggml.model | t5 | tokenizer.ggml.model t5 is not supported; supported: gpt2, llama",
                "tokenizer.ggml.pre | tekken | tokenizer.ggml.pre tekken is not supported; supported: default, gpt-2, llama-bpe, qwen2, smollm",
            })
    void should_refuse_kinds_that_are_not_supported(String key, String value, String message) {
        writer.with(key, value);
        assertMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "llama.expert_count | 8 | llama.expert_count 8.0 is not supported; supported: 0",
                "llama.attention.scale | 2 | llama.attention.scale 2.0 is not supported; supported: 0",
                "llama.rope.dimension_count | 8 | llama.rope.dimension_count 8 is not supported; supported: the width of a head, 16",
                "llama.embedding_length | 33 | llama.embedding_length must be divisible by llama.attention.head_count, but is: 33 and 2",
                "llama.attention.head_count_kv | 3 | llama.attention.head_count must be divisible by llama.attention.head_count_kv, but is: 2 and 3",
                "llama.attention.key_length | 7 | llama.attention.key_length must be even, but is: 7",
                "llama.block_count | 0 | llama.block_count must be a whole number between 1 and 4096, but is: 0",
                "llama.block_count | 5000 | llama.block_count must be a whole number between 1 and 4096, but is: 5000",
                "tokenizer.ggml.eos_token_id | 8 | tokenizer.ggml.eos_token_id must be a whole number between 0 and 7, but is: 8",
                "llama.feed_forward_length | 65 | tensor blk.0.ffn_gate.weight must have shape [65, 32], but has: [64, 32]",
                "llama.block_count | 2 | tensor blk.1.attn_norm.weight of shape [32] is missing",
                "tokenizer.ggml.pre | 1 | tokenizer.ggml.pre must be a string, but is: 1",
                "tokenizer.ggml.tokens | 1 | tokenizer.ggml.tokens must be a list of strings, but is: 1",
                "tokenizer.ggml.token_type | 1 | tokenizer.ggml.token_type must be a list of whole numbers, but is: 1",
                "tokenizer.ggml.add_bos_token | 1 | tokenizer.ggml.add_bos_token must be true or false, but is: 1",
            })
    void should_refuse_numbers_that_cannot_be(String key, int value, String message) {
        writer.with(key, value);
        assertMessage(message);
    }

    @ParameterizedTest
    @CsvSource({
        "llama.embedding_length",
        "llama.attention.head_count",
        "llama.feed_forward_length",
        "llama.block_count",
        "llama.context_length",
        "llama.attention.layer_norm_rms_epsilon",
        "tokenizer.ggml.tokens",
        "tokenizer.ggml.merges"
    })
    void should_refuse_a_file_without_a_key_that_is_needed(String key) {
        writer.without(key);
        assertMessage("metadata key %s is missing".formatted(key));
    }

    @Test
    void should_refuse_a_file_without_a_tokenizer_or_architecture() {
        writer.without("tokenizer.ggml.model");
        assertMessage("tokenizer.ggml.model (none) is not supported; supported: gpt2, llama");
        writer.without("general.architecture");
        assertMessage(
                "general.architecture (none) is not supported; supported: llama, qwen2, qwen3, smollm3, phi3, gemma2, gemma3");
    }

    @Test
    void should_refuse_a_tensor_that_would_change_the_network() {
        writer.tensor("blk.0.attn_q.bias", TensorType.F32, 32);
        assertMessage(
                "tensor blk.0.attn_q.bias does not belong to a model of the described shape and is not supported");
    }

    @Test
    void should_refuse_a_type_of_tensor_that_is_not_supported() {
        writer.put("blk.0.attn_q.weight", 35, 0, 32, 32);
        assertMessage("tensor blk.0.attn_q.weight has type TQ2_0, which is not supported;"
                + " supported: [F32, F16, BF16, Q8_0, Q4_0, Q4_1, Q5_0, Q5_1, Q2_K, Q3_K, Q4_K, Q5_K, Q6_K,"
                + " IQ4_NL, IQ4_XS, MXFP4]");
    }

    @Test
    void should_refuse_a_tokenizer_whose_lists_differ_in_length() {
        writer.with("tokenizer.ggml.token_type", new int[] {1});
        assertMessage(
                "tokenizer.ggml.token_type must have as many entries as tokenizer.ggml.tokens, but they have: 1 and 8");
    }

    @Test
    void should_refuse_a_merge_that_is_not_two_tokens() {
        writer.with("tokenizer.ggml.merges", new String[] {"a b", "abc"});
        assertMessage("tokenizer.ggml.merges must hold two tokens with a space between that make a third one,"
                + " but entry 1 is: abc");
    }

    @Test
    void should_refuse_a_merge_of_tokens_that_do_not_exist() {
        writer.with("tokenizer.ggml.merges", new String[] {"a z"});
        assertMessage("tokenizer.ggml.merges must hold two tokens with a space between that make a third one,"
                + " but entry 0 is: a z");
    }

    private ModelConfig parse() {
        GgufFile file = GgufFile.read(writer.writeTo(folder.resolve("tiny.gguf")));
        return GgufConfig.parse(file.metadata(), file.tensors());
    }

    /** Adds the tensor and puts the factors where its data lies. */
    private ModelConfig parseWithFactors(float... factors) {
        writer.tensors.remove("rope_freqs.weight");
        writer.tensor("rope_freqs.weight", TensorType.F32, factors.length);
        byte[] bytes = writer.bytes();
        ByteBuffer data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        data.position(bytes.length - factors.length * Float.BYTES);
        for (float factor : factors) {
            data.putFloat(factor);
        }
        try {
            Path file = Files.write(folder.resolve("factors.gguf"), bytes);
            try (Checkpoint checkpoint = Checkpoint.open(file)) {
                return checkpoint.config();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void assertMessage(String message) {
        Path file = writer.writeTo(folder.resolve("bad.gguf"));
        assertThatThrownBy(() -> Checkpoint.open(file).close())
                .isInstanceOf(CheckpointException.class)
                .hasMessage("bad.gguf: " + message);
    }
}
