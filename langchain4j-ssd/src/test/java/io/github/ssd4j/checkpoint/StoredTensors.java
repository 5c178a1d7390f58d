package io.github.ssd4j.checkpoint;

import java.nio.file.Path;

/** Finds tensors in a GGUF file that holds no model. */
public final class StoredTensors {

    private StoredTensors() {}

    /** The tensor of that name in the file. */
    public static TensorInfo find(Path gguf, String name) {
        StoredTensor tensor = GgufFile.read(gguf).tensors().get(name);
        return new TensorInfo(name, tensor.type(), tensor.shape(), gguf, tensor.offset(), tensor.byteCount());
    }
}
