package io.github.ssd4j.examples.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class ClockToolsTest {

    private final ClockTools tools = new ClockTools(Clock.fixed(Instant.parse("2026-02-28T23:30:05Z"), ZoneOffset.UTC));

    @Test
    void should_tell_the_time_of_a_zone() {
        assertThat(tools.currentDateTime("Asia/Tokyo")).isEqualTo("Sunday, 1 March 2026, 08:30:05 (Asia/Tokyo)");
    }

    @Test
    void should_tell_the_local_time_without_a_zone() {
        assertThat(tools.currentDateTime(null)).isEqualTo("Saturday, 28 February 2026, 23:30:05 (Z)");
        assertThat(tools.currentDateTime(" ")).isEqualTo(tools.currentDateTime(null));
    }

    @Test
    void should_tell_the_model_about_its_mistake() {
        assertThat(tools.currentDateTime("Berlin"))
                .isEqualTo("There is no time zone Berlin. Names of zones are like Europe/Berlin, Asia/Tokyo or UTC.");
    }
}
