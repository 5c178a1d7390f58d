package io.github.ssd4j.evaluation.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.ssd4j.speculative.GenerationOptions;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class LoadFiguresTest {

    @ParameterizedTest
    @CsvSource({"500ms, 500", "2s, 2000", "1.5s, 1500", "0s, 0", "5m, 300000", "1h30m, 5400000", "2S, 2000"})
    void times_should_be_read_as_people_write_them(String text, long millis) {
        assertThat(new TimeConverter().convert(text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2", "s", "2d", "-1s", "1s2m", "2 s"})
    void times_should_be_refused_with_an_example(String text) {
        assertThatExceptionOfType(TypeConversionException.class)
                .isThrownBy(() -> new TimeConverter().convert(text))
                .withMessage("must be a time such as 500ms, 2s, 5m or 1h30m, but is: " + text);
    }

    @Test
    void percentiles_should_lie_between_samples_as_medians_do() {
        double[] samples =
                IntStream.rangeClosed(0, 100).mapToDouble(i -> 100 - i).toArray();

        assertThat(Percentiles.of(samples)).contains(new Percentiles(101, 50, 90, 99, 100));
        assertThat(Percentiles.of(1, 2)).contains(new Percentiles(2, 1.5, 1.9, 1.99, 2));
        assertThat(Percentiles.of(3)).contains(new Percentiles(1, 3, 3, 3, 3));
        assertThat(Percentiles.of()).isEmpty();
        assertThat(samples[0]).isEqualTo(100);
    }

    @Test
    void values_should_keep_their_order_whatever_their_number() {
        Values values = new Values();
        IntStream.range(0, 1000).forEach(values::add);

        assertThat(values.toArray())
                .isEqualTo(IntStream.range(0, 1000).asDoubleStream().toArray());
    }

    @Test
    void think_times_should_be_exponential_and_depend_on_the_seed_alone() {
        double[] times = nanos(Duration.ofMillis(200), 5);

        assertThat(times).isEqualTo(nanos(Duration.ofMillis(200), 5)).isNotEqualTo(nanos(Duration.ofMillis(200), 6));
        assertThat(DoubleStream.of(times).min().orElseThrow()).isNotNegative();
        // Of an exponential distribution 1/e is above the mean; the median is ln 2 of it.
        assertThat(DoubleStream.of(times).average().orElseThrow()).isCloseTo(200e6, within(10e6));
        assertThat(DoubleStream.of(times).filter(time -> time > 200e6).count() / (double) times.length)
                .isCloseTo(Math.exp(-1), within(0.02));
        assertThat(nanos(Duration.ZERO, 5)).containsOnly(0);
    }

    private static double[] nanos(Duration mean, long seed) {
        ThinkTimes times = new ThinkTimes(mean, new SplittableRandom(seed));
        return IntStream.range(0, 5000).mapToDouble(i -> times.nextNanos()).toArray();
    }

    @Test
    void resident_size_should_be_read_from_the_status_of_the_process() {
        assertThat(ResidentSize.of(List.of("Name:\tjava", "VmHWM:\t  999 kB", "VmRSS:\t  123456 kB", "Threads:\t9")))
                .hasValue(123456 * 1024);
        assertThat(ResidentSize.of(List.of("Name:\tjava"))).isEmpty();
    }

    @Test
    void level_should_have_mean_and_max() {
        Level level = new Level();
        assertThat(level.mean()).isZero();

        List.of(1, 5, 0).forEach(level::sample);

        assertThat(level.mean()).isEqualTo(2);
        assertThat(level.max()).isEqualTo(5);
    }

    @Test
    void plan_should_say_what_is_wrong() {
        assertRefused("--callers must be between 1 and 10000, but is: 0", 0, 1, Duration.ofSeconds(1), null);
        assertRefused("--requests must be greater than zero, but is: 0", 1, 1, null, 0);
        assertRefused("give either --duration or --requests", 1, 1, Duration.ofSeconds(1), 5);
        assertRefused("give either --duration or --requests", 1, 1, null, null);
        assertRefused("--think must not be negative, but is: PT-1S", 1, -1, null, 5);
    }

    private static void assertRefused(
            String message, int callers, int thinkSeconds, @Nullable Duration duration, @Nullable Integer requests) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LoadPlan(
                        callers, Duration.ofSeconds(thinkSeconds), duration, requests, 1, GenerationOptions.DEFAULTS))
                .withMessage(message);
    }
}
