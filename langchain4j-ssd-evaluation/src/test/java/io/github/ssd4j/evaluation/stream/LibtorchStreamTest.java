package io.github.ssd4j.evaluation.stream;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import org.junit.jupiter.api.Test;

class LibtorchStreamTest {

    @Test
    void should_read_the_block_through_libtorch() {
        try (LibtorchStream stream = new LibtorchStream("cpu", 4 << 20)) {
            assertThat(stream.name()).isEqualTo("libtorch on cpu");
            assertThat(stream.measure()).isPositive().isFinite();
        }
    }

    @Test
    void should_understand_the_device_names_of_the_decoder() {
        assertThat(LibtorchStream.deviceOf("cpu")).isEqualTo(Device.cpu());
        assertThat(LibtorchStream.deviceOf("cuda")).isEqualTo(Device.gpu(0));
        assertThat(LibtorchStream.deviceOf("cuda:1")).isEqualTo(Device.gpu(1));
    }
}
