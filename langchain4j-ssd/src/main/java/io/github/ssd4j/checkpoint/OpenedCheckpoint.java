package io.github.ssd4j.checkpoint;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What both readers return. */
record OpenedCheckpoint(
        Path path,
        String name,
        ModelConfig config,
        RotaryLayout rotaryLayout,
        double normOffset,
        Map<String, TensorInfo> tensors,
        Tokenizer tokenizer,
        Optional<String> chatTemplate,
        Optional<String> toolTemplate)
        implements Checkpoint {

    @Override
    public TensorInfo tensor(String name) {
        TensorInfo tensor = tensors.get(name);
        if (tensor == null) {
            throw new CheckpointException(path, "the model has no tensor " + name);
        }
        return tensor;
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
