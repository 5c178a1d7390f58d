package io.github.ssd4j.evaluation.stream;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;

/**
 * Sums a large float32 tensor with libtorch, on the device and with the threads that the decoder uses. Use it from one
 * thread, after the decoder has been loaded (it decides how the native library is started).
 */
public final class LibtorchStream implements StreamMeter {

    private final NDManager manager;
    private final NDArray block;
    private final String device;

    /**
     * Allocates and fills the block on the device.
     *
     * @param device {@code cpu}, {@code cuda} or {@code cuda:N}
     * @param bytes size of the block
     */
    public LibtorchStream(String device, long bytes) {
        this.device = device;
        this.manager = Engine.getEngine("PyTorch").newBaseManager(deviceOf(device));
        this.block = manager.ones(new Shape(bytes / Float.BYTES), DataType.FLOAT32);
    }

    /** Name, version and number of threads of the library: {@code PyTorch 2.7.1, 2 threads}. */
    public static String engine() {
        Engine engine = Engine.getEngine("PyTorch");
        int threads = JniUtils.getNumThreads();
        return engine.getEngineName() + " " + engine.getVersion() + ", " + threads
                + (threads == 1 ? " thread" : " threads");
    }

    static Device deviceOf(String device) {
        if (device.equals("cpu")) {
            return Device.cpu();
        }
        return device.equals("cuda") ? Device.gpu() : Device.gpu(Integer.parseInt(device.replace("cuda:", "")));
    }

    @Override
    public String name() {
        return "libtorch on " + device;
    }

    @Override
    public double measure() {
        long start = System.nanoTime();
        try (NDArray sum = block.sum()) {
            // Reading the value waits for the device.
            float value = sum.getFloat();
            double seconds = (System.nanoTime() - start) / 1e9;
            if (!(value > 0)) {
                throw new IllegalStateException("the block of ones has the sum " + value);
            }
            return block.size() * (double) Float.BYTES / seconds;
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
