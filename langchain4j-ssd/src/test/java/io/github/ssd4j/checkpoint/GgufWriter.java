package io.github.ssd4j.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Writes GGUF files for tests, sound ones by default and broken ones on request. */
final class GgufWriter {

    int magic = 0x46554747;
    int version = 3;
    long tensorCount = -1;
    long keyCount = -1;
    int alignment = 32;

    /** Fewer or more bytes of data than the tensors need. */
    long extraBytes;

    final Map<String, Object> metadata = new LinkedHashMap<>();
    final Map<String, Tensor> tensors = new LinkedHashMap<>();

    /** @param shape as in the file, the fastest varying dimension first */
    record Tensor(int typeId, long offset, List<Long> shape) {}

    /** A metadata value written byte by byte: its type's number, then whatever the consumer puts. */
    record Raw(int typeId, Consumer<ByteBuffer> body) {}

    private long dataBytes;

    /** A whole llama model with one layer, width 32, two heads and eight tokens. */
    static GgufWriter tinyLlama() {
        GgufWriter writer = new GgufWriter();
        writer.metadata.put("general.architecture", "llama");
        writer.metadata.put("llama.embedding_length", 32);
        writer.metadata.put("llama.attention.head_count", 2);
        writer.metadata.put("llama.attention.head_count_kv", 1);
        writer.metadata.put("llama.feed_forward_length", 64);
        writer.metadata.put("llama.block_count", 1);
        writer.metadata.put("llama.context_length", 128);
        writer.metadata.put("llama.attention.layer_norm_rms_epsilon", 1e-5f);
        writer.metadata.put("tokenizer.ggml.model", "gpt2");
        writer.metadata.put("tokenizer.ggml.pre", "gpt-2");
        writer.metadata.put("tokenizer.ggml.tokens", new String[] {"<eos>", "a", "b", "c", "ab", "abc", "Ġ", "<bos>"});
        writer.metadata.put("tokenizer.ggml.token_type", new int[] {3, 1, 1, 1, 1, 1, 1, 3});
        writer.metadata.put("tokenizer.ggml.merges", new String[] {"a b", "ab c"});
        writer.metadata.put("tokenizer.ggml.eos_token_id", 0);
        writer.metadata.put("tokenizer.ggml.bos_token_id", 7);
        writer.tensor("token_embd.weight", TensorType.F32, 32, 8);
        writer.tensor("blk.0.attn_norm.weight", TensorType.F32, 32);
        writer.tensor("blk.0.attn_q.weight", TensorType.Q4_1, 32, 32);
        writer.tensor("blk.0.attn_k.weight", TensorType.Q8_0, 32, 16);
        writer.tensor("blk.0.attn_v.weight", TensorType.Q5_0, 32, 16);
        writer.tensor("blk.0.attn_output.weight", TensorType.Q5_1, 32, 32);
        writer.tensor("blk.0.ffn_norm.weight", TensorType.F32, 32);
        writer.tensor("blk.0.ffn_gate.weight", TensorType.Q4_0, 32, 64);
        writer.tensor("blk.0.ffn_up.weight", TensorType.F16, 32, 64);
        writer.tensor("blk.0.ffn_down.weight", TensorType.BF16, 64, 32);
        writer.tensor("output_norm.weight", TensorType.F32, 32);
        return writer;
    }

    /** A model with a tensor of every type: rows of 256, two layers, heads of width 4. */
    static GgufWriter everyType() {
        GgufWriter writer = tinyLlama()
                .with("llama.embedding_length", 256)
                .with("llama.attention.key_length", 4)
                .with("llama.attention.value_length", 4)
                .with("llama.feed_forward_length", 256)
                .with("llama.block_count", 2);
        writer.tensors.clear();
        writer.dataBytes = 0;
        writer.tensor("token_embd.weight", TensorType.Q6_K, 256, 8);
        writer.layer(
                0,
                TensorType.Q2_K,
                TensorType.Q3_K,
                TensorType.Q4_K,
                TensorType.Q5_K,
                TensorType.Q8_0,
                TensorType.IQ4_XS);
        writer.layer(
                1,
                TensorType.IQ4_NL,
                TensorType.MXFP4,
                TensorType.Q4_0,
                TensorType.Q4_1,
                TensorType.Q5_0,
                TensorType.Q5_1);
        writer.tensor("output_norm.weight", TensorType.F32, 256);
        writer.tensor("output.weight", TensorType.BF16, 256, 8);
        return writer;
    }

    private void layer(
            int number, TensorType q, TensorType k, TensorType v, TensorType gate, TensorType up, TensorType down) {
        String prefix = "blk." + number + ".";
        tensor(prefix + "attn_norm.weight", TensorType.F32, 256);
        tensor(prefix + "attn_q.weight", q, 256, 8);
        tensor(prefix + "attn_k.weight", k, 256, 4);
        tensor(prefix + "attn_v.weight", v, 256, 4);
        tensor(prefix + "attn_output.weight", TensorType.F16, 8, 256);
        tensor(prefix + "ffn_norm.weight", TensorType.F32, 256);
        tensor(prefix + "ffn_gate.weight", gate, 256, 256);
        tensor(prefix + "ffn_up.weight", up, 256, 256);
        tensor(prefix + "ffn_down.weight", down, 256, 256);
    }

    GgufWriter with(String key, Object value) {
        metadata.put(key, value);
        return this;
    }

    GgufWriter without(String key) {
        metadata.remove(key);
        return this;
    }

    /** Adds a tensor after the last one. */
    GgufWriter tensor(String name, TensorType type, long... shape) {
        long elements = 1;
        for (long size : shape) {
            elements *= size;
        }
        put(name, typeId(type), dataBytes, shape);
        dataBytes += (type.bytes(elements) + alignment - 1) / alignment * alignment;
        return this;
    }

    /** Adds or replaces a tensor without giving it data of its own. */
    GgufWriter put(String name, int typeId, long offset, long... shape) {
        tensors.put(
                name, new Tensor(typeId, offset, Arrays.stream(shape).boxed().toList()));
        return this;
    }

    /** Of all tensors that were added, each up to the next multiple of the alignment. */
    long dataBytes() {
        return dataBytes;
    }

    private static int typeId(TensorType type) {
        return switch (type) {
            case F32 -> 0;
            case F16 -> 1;
            case Q4_0 -> 2;
            case Q4_1 -> 3;
            case Q5_0 -> 6;
            case Q5_1 -> 7;
            case Q8_0 -> 8;
            case Q2_K -> 10;
            case Q3_K -> 11;
            case Q4_K -> 12;
            case Q5_K -> 13;
            case Q6_K -> 14;
            case IQ4_NL -> 20;
            case IQ4_XS -> 23;
            case BF16 -> 30;
            case MXFP4 -> 39;
        };
    }

    Path writeTo(Path file) {
        try {
            return Files.write(file, bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] bytes() {
        ByteBuffer out = ByteBuffer.allocate(4 << 20).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(magic).putInt(version);
        out.putLong(tensorCount < 0 ? tensors.size() : tensorCount);
        out.putLong(keyCount < 0 ? metadata.size() : keyCount);
        metadata.forEach((key, value) -> {
            putString(out, key);
            putValue(out, value);
        });
        tensors.forEach((name, tensor) -> {
            putString(out, name);
            out.putInt(tensor.shape().size());
            for (long size : tensor.shape()) {
                out.putLong(size);
            }
            out.putInt(tensor.typeId()).putLong(tensor.offset());
        });
        int dataStart = (out.position() + alignment - 1) / alignment * alignment;
        out.position((int) (dataStart + dataBytes + extraBytes)).flip();
        byte[] bytes = new byte[out.remaining()];
        out.get(bytes);
        return bytes;
    }

    static void putString(ByteBuffer out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.putLong(bytes.length).put(bytes);
    }

    private static void putValue(ByteBuffer out, Object value) {
        if (value instanceof Integer number) {
            out.putInt(4).putInt(number);
        } else if (value instanceof Long number) {
            out.putInt(10).putLong(number);
        } else if (value instanceof Float number) {
            out.putInt(6).putFloat(number);
        } else if (value instanceof Boolean flag) {
            out.putInt(7).put((byte) (flag ? 1 : 0));
        } else if (value instanceof String text) {
            out.putInt(8);
            putString(out, text);
        } else if (value instanceof String[] texts) {
            out.putInt(9).putInt(8).putLong(texts.length);
            for (String text : texts) {
                putString(out, text);
            }
        } else if (value instanceof int[] numbers) {
            out.putInt(9).putInt(5).putLong(numbers.length);
            for (int number : numbers) {
                out.putInt(number);
            }
        } else if (value instanceof float[] numbers) {
            out.putInt(9).putInt(6).putLong(numbers.length);
            for (float number : numbers) {
                out.putFloat(number);
            }
        } else if (value instanceof Raw raw) {
            out.putInt(raw.typeId());
            raw.body().accept(out);
        } else {
            throw new IllegalArgumentException("no GGUF type for " + value.getClass());
        }
    }
}
