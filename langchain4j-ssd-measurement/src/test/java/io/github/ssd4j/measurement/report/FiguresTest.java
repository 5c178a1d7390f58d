package io.github.ssd4j.measurement.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0.012345, 0.0123",
        "0.1, 0.100",
        "0.9996, 1.00",
        "1.2345, 1.23",
        "9.996, 10.0",
        "12.345, 12.3",
        "99.96, 100",
        "123.45, 123",
        "1234.5, 1235",
        "987654.3, 987654",
        "-1.2345, -1.23"
    })
    void number_should_have_three_significant_digits(double value, String expected) {
        assertThat(Figures.number(value)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "999, 999 B",
        "1000, 1.00 kB",
        "269030016, 269 MB",
        "999600000, 1.00 GB",
        "13476831232, 13.5 GB",
        "2000000000000000, 2000 TB"
    })
    void bytes_should_have_decimal_units(long bytes, String expected) {
        assertThat(Figures.bytes(bytes)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"-1, 0 s", "0.4, 0 s", "59.4, 59 s", "59.5, 1:00 min", "185, 3:05 min", "3723, 1:02:03 h"})
    void duration_should_be_read_at_a_glance(double seconds, String expected) {
        assertThat(Figures.duration(seconds)).isEqualTo(expected);
    }

    @Test
    void should_write_a_point_in_every_locale() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try {
            assertThat(Figures.number(1.2345)).isEqualTo("1.23");
            assertThat(Figures.ratio(0.534)).isEqualTo("0.53");
            assertThat(Figures.percent(0.7149)).isEqualTo("71 %");
            assertThat(Figures.bytes(1500)).isEqualTo("1.50 kB");
        } finally {
            Locale.setDefault(before);
        }
    }
}
