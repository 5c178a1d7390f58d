package io.github.ssd4j.evaluation.stream;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * Waits for a device. A GPU works behind the caller's back: a call that brings no result home, like a prefill, returns
 * before the work is done, and a clock around it would measure nothing. Use it from the thread that made the calls.
 */
public final class DeviceBarrier implements AutoCloseable {

    private final NDManager manager;
    private final NDArray one;

    /** A barrier for {@code cpu}, {@code cuda} or {@code cuda:N}. */
    public DeviceBarrier(String device) {
        this.manager = Engine.getEngine("PyTorch").newBaseManager(LibtorchStream.deviceOf(device));
        this.one = manager.ones(new Shape(1));
    }

    /** Returns once the device has done what it was given; on the CPU, at once. */
    public void await() {
        // Bringing a value home takes its turn behind the kernels that were started before.
        if (one.getFloat() != 1) {
            throw new IllegalStateException("a one on " + one.getDevice() + " was read as another number");
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
