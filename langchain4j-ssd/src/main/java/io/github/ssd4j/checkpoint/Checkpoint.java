package io.github.ssd4j.checkpoint;

import io.github.ssd4j.internal.Ensure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A model on disk, opened and checked: its configuration, the place of every weight that the network needs, its
 * tokenizer and its chat template. Immutable and thread-safe. The weights are not read; whoever needs them maps
 * {@link TensorInfo#file()} himself.
 *
 * <pre>{@code
 * try (Checkpoint checkpoint = Checkpoint.open(Path.of("/models/SmolLM2-135M-Instruct"))) {
 *     int[] prompt = checkpoint.tokenizer().encode("Once upon a time", true);
 * }
 * }</pre>
 */
public interface Checkpoint extends AutoCloseable {

    /**
     * Opens a safetensors directory (with {@code config.json}, {@code tokenizer.json} and {@code model.safetensors} or
     * an index of shards), a GGUF file, or a directory with one GGUF file and no {@code config.json}. Of a GGUF model
     * that is split ({@code name-00001-of-00003.gguf}) any part opens all of it; the others must lie beside it. Every
     * tensor that the model needs is checked: present, shaped as the configuration says, of a supported type, inside its
     * file and apart from all others.
     *
     * @throws CheckpointException if there is no such path, a file is missing or damaged, or the model is not supported
     */
    static Checkpoint open(Path path) {
        Ensure.notNull(path, "path");
        WarmUp.start();
        if (Files.isDirectory(path)) {
            return HuggingFaceDirectory.matches(path)
                    ? HuggingFaceDirectory.open(path)
                    : GgufModel.open(GgufDirectory.only(path));
        }
        if (Files.isRegularFile(path)) {
            return GgufModel.open(path);
        }
        throw new CheckpointException(
                path, "no such file or directory; expected a directory with config.json or a .gguf file: " + path);
    }

    /** The directory or file that was opened; where a directory has a GGUF file alone, that file. */
    Path path();

    /**
     * Name of the directory, or of the file without {@code .gguf} and, where it is split, the number of the part; of a file
     * without that ending what it calls itself.
     */
    String name();

    ModelConfig config();

    /** How the rows of the query and key projections are ordered. */
    RotaryLayout rotaryLayout();

    /** What the weights of norms lack: 1 where they are stored as what is added to 1, else 0. */
    double normOffset();

    /**
     * The weight of that Hugging Face name.
     *
     * @throws CheckpointException if the model has no such tensor
     */
    TensorInfo tensor(String name);

    /** Every weight that the network needs by its Hugging Face name, in network order; unmodifiable. */
    Map<String, TensorInfo> tensors();

    Tokenizer tokenizer();

    /** The Jinja template that turns messages into a prompt, if the checkpoint brings one. */
    Optional<String> chatTemplate();

    /** The template to be used in its place in requests with tools, if the checkpoint brings one of the name {@code tool_use}. */
    Optional<String> toolTemplate();

    /** Closes the tokenizer. May be called more than once. */
    @Override
    void close();
}
