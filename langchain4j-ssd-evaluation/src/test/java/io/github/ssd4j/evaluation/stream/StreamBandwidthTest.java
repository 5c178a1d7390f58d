package io.github.ssd4j.evaluation.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.ssd4j.measurement.report.Summary;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StreamBandwidthTest {

    @Test
    void should_be_the_best_run_of_the_best_reader() {
        // given: the second reader is slower most of the time, but was fastest once
        Map<String, Summary> readers = new LinkedHashMap<>();
        readers.put("libtorch on cpu", Summary.of(12e9, 12e9, 11e9));
        readers.put("Java, 2 threads", Summary.of(7e9, 13e9, 6e9));

        // when
        StreamBandwidth bandwidth = new StreamBandwidth(1 << 29, readers);

        // then
        assertThat(bandwidth.best()).isEqualTo(13e9);
        assertThat(bandwidth.bestReader()).isEqualTo("Java, 2 threads");
        assertThat(bandwidth.readers().keySet()).containsExactly("libtorch on cpu", "Java, 2 threads");
    }

    @Test
    void should_refuse_to_be_without_a_reader() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StreamBandwidth(1, Map.of()))
                .withMessage("readers cannot be empty");
    }
}
