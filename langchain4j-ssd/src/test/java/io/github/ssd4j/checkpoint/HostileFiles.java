package io.github.ssd4j.checkpoint;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Opens files that would fill the memory if their lengths were believed, in a JVM of its own with a small heap: {@code java
 * -Xmx64m ... HostileFiles FOLDER}. Most are sparse, so they are large and take no room on the disk. Prints what became of each.
 */
final class HostileFiles {

    private static final int BYTE = 0;
    private static final int STRING = 8;
    private static final int ARRAY = 9;
    private static final int INT64 = 11;

    private static final int LARGEST_ARRAY = 1 << 22;

    private final Path folder;

    private HostileFiles(Path folder) {
        this.folder = folder;
    }

    public static void main(String[] arguments) throws IOException {
        HostileFiles files = new HostileFiles(Path.of(arguments[0]));
        files.open("lists of bytes", files.gguf(lists(BYTE, 90), 1L << 40));
        files.open("lists of longs", files.gguf(lists(INT64, 90), 1L << 40));
        files.open("lists of empty strings", files.gguf(lists(STRING, 90), 1L << 40));
        files.open("one long list of empty strings", files.gguf(lists(STRING, 1), 1L << 40));
        files.open("a vocabulary with many merges", files.manyMerges());
        files.open("a vocabulary of one long token", files.longToken());
        files.open("a header of safetensors", files.safetensors(new byte[] {0, -31, -11, 5, 0, 0, 0, 0, '{'}));
        files.open("names of safetensors", files.safetensors(names()));
        files.open("a sparse tokenizer.json", files.directory("tokenizer.json", new byte[] {'{'}, 128L << 20));
        files.open("a sparse config.json", files.directory("config.json", new byte[] {'{'}, 16L << 20));
        files.open(
                "lists in config.json", files.directory("config.json", json("{\"a\":[", "[],", 1_000_000, "[]]}"), 0));
        files.open("nesting in config.json", files.directory("config.json", json("{\"a\":", "[", 5_000_000, ""), 0));
        files.open(
                "lists in tokenizer.json",
                files.directory("tokenizer.json", json("{\"added_tokens\":[", "[],", 2_000_000, "[]]}"), 0));
        files.open("tokens in tokenizer.json", files.directory("tokenizer.json", tokens(), 0));
        files.open("a template without end", files.directory("chat_template.jinja", new byte[] {'x'}, 16L << 20));
    }

    private void open(String what, Path model) {
        long start = System.nanoTime();
        String outcome;
        try (Checkpoint checkpoint = Checkpoint.open(model)) {
            outcome = "opened " + checkpoint.chatTemplate().map(String::length).orElse(0);
        } catch (CheckpointException e) {
            outcome = "refused: " + e.getMessage();
        } catch (RuntimeException | Error e) {
            outcome = "FAILED: " + e;
        }
        System.out.printf("%s: %s (%d ms)%n", what, outcome, (System.nanoTime() - start) / 1_000_000);
    }

    /** Metadata of so many arrays of the largest length, whose elements are zeros that the sparse file never stored. */
    private static List<GgufWriter.Raw> lists(int type, int count) {
        List<GgufWriter.Raw> lists = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lists.add(new GgufWriter.Raw(ARRAY, out -> out.putInt(type).putLong(LARGEST_ARRAY)));
        }
        return lists;
    }

    /** Writes key and head of each list at its place, and nothing in between. */
    private Path gguf(List<GgufWriter.Raw> lists, long length) throws IOException {
        Path path = folder.resolve("model.gguf");
        Files.deleteIfExists(path);
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(length);
            file.write(bytes(out -> out.putInt(0x46554747).putInt(3).putLong(0).putLong(lists.size())));
            for (int i = 0; i < lists.size(); i++) {
                int number = i;
                byte[] head = bytes(out -> {
                    GgufWriter.putString(out, "list" + number);
                    out.putInt(ARRAY);
                    lists.get(number).body().accept(out);
                });
                file.write(head);
                int type = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getInt(head.length - 12);
                file.seek(file.getFilePointer() + (type == BYTE ? 1L : 8L) * LARGEST_ARRAY);
            }
        }
        return path;
    }

    /** Tokens that are made of every two parts of them: 26 letters, each up to 256 times. */
    private Path manyMerges() {
        List<String> tokens = new ArrayList<>();
        for (char letter = 'a'; letter <= 'z'; letter++) {
            for (int length = 1; length <= 256; length++) {
                tokens.add(String.valueOf(letter).repeat(length));
            }
        }
        return sentencePiece(tokens);
    }

    private Path longToken() {
        return sentencePiece(List.of("a", "a".repeat(1_000_000)));
    }

    private Path sentencePiece(List<String> tokens) {
        byte[] scores = new byte[Float.BYTES * tokens.size()];
        GgufWriter writer = GgufWriter.tinyLlama()
                .with("llama.vocab_size", 8)
                .with("tokenizer.ggml.model", "llama")
                .with("tokenizer.ggml.tokens", tokens.toArray(String[]::new))
                .with(
                        "tokenizer.ggml.scores",
                        new GgufWriter.Raw(
                                ARRAY,
                                out -> out.putInt(6).putLong(tokens.size()).put(scores)))
                .without("tokenizer.ggml.token_type")
                .without("tokenizer.ggml.bos_token_id")
                .without("tokenizer.ggml.eos_token_id");
        return writer.writeTo(folder.resolve("tokens.gguf"));
    }

    private Path safetensors(byte[] header) throws IOException {
        return directory("model.safetensors", header, 1L << 40);
    }

    /** A sound directory but for one file. */
    private Path directory(String name, byte[] content, long length) throws IOException {
        Path directory = Files.createTempDirectory(folder, "model");
        for (String each : List.of("config.json", "tokenizer.json", "tokenizer_config.json", "model.safetensors")) {
            Files.copy(TestModels.resource("checkpoints/llama-gqa/" + each), directory.resolve(each));
        }
        Path file = directory.resolve(name);
        Files.write(file, content);
        if (length > content.length) {
            try (RandomAccessFile whole = new RandomAccessFile(file.toFile(), "rw")) {
                whole.setLength(length);
            }
        }
        return directory;
    }

    private static byte[] json(String start, String repeated, int count, String end) {
        byte[] unit = repeated.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer out = ByteBuffer.allocate(start.length() + unit.length * count + end.length());
        out.put(start.getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < count; i++) {
            out.put(unit);
        }
        return out.put(end.getBytes(StandardCharsets.US_ASCII)).array();
    }

    /** Three hundred thousand tokens, each of a few bytes in the file and of two hundred on the heap. */
    private static byte[] tokens() {
        StringBuilder json = new StringBuilder("{\"model\":{\"vocab\":{");
        for (int i = 0; i < 300_000; i++) {
            json.append('"')
                    .append(Integer.toString(i, 36))
                    .append("\":")
                    .append(i % 10)
                    .append(',');
        }
        json.setLength(json.length() - 1);
        return json.append("}}}").toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] names() {
        StringBuilder json = new StringBuilder("{");
        String entry = ":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]},";
        for (int i = 0; i < 130_000; i++) {
            json.append('"').append(i).append('"').append(entry);
        }
        json.setLength(json.length() - 1);
        byte[] header = json.append('}').toString().getBytes(StandardCharsets.US_ASCII);
        return bytes(out -> out.putLong(header.length).put(header));
    }

    private static byte[] bytes(Consumer<ByteBuffer> body) {
        ByteBuffer out = ByteBuffer.allocate(12 << 20).order(ByteOrder.LITTLE_ENDIAN);
        body.accept(out);
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        return bytes;
    }
}
