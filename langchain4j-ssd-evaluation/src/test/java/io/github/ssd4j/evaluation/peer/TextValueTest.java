package io.github.ssd4j.evaluation.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.lang.reflect.Type;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TextValueTest {

    /** Types with parameters. */
    @SuppressWarnings({"rawtypes", "UnusedMethod"})
    private interface Types {
        List<String> texts();

        Set<TimeUnit> units();

        Collection<Integer> numbers();

        List raw();

        List<Supplier<String>> suppliers();

        Map<String, String> map();
    }

    static Stream<Arguments> values() throws Exception {
        return Stream.of(
                Arguments.of(" a,b ", String.class, " a,b "),
                Arguments.of("-7", int.class, -7),
                Arguments.of(" 7 ", Integer.class, 7),
                Arguments.of("3000000000", long.class, 3000000000L),
                Arguments.of("3000000000", Long.class, 3000000000L),
                Arguments.of("0", double.class, 0.0),
                Arguments.of("1e-3", Double.class, 0.001),
                Arguments.of("0.5", Float.class, 0.5f),
                Arguments.of("TRUE", boolean.class, true),
                Arguments.of("false", Boolean.class, false),
                Arguments.of("30s", Duration.class, Duration.ofSeconds(30)),
                Arguments.of("500 ms", Duration.class, Duration.ofMillis(500)),
                Arguments.of("2M", Duration.class, Duration.ofMinutes(2)),
                Arguments.of("1h", Duration.class, Duration.ofHours(1)),
                Arguments.of("PT1M30S", Duration.class, Duration.ofSeconds(90)),
                Arguments.of("http://h:1/a?b=c", URI.class, URI.create("http://h:1/a?b=c")),
                Arguments.of(
                        "http://h:1/a", URL.class, URI.create("http://h:1/a").toURL()),
                Arguments.of("a/b", Path.class, Path.of("a/b")),
                Arguments.of("a/b", File.class, new File("a/b")),
                Arguments.of("SECONDS", TimeUnit.class, TimeUnit.SECONDS),
                Arguments.of("seconds", TimeUnit.class, TimeUnit.SECONDS),
                Arguments.of("a, b c,,", type("texts"), List.of("a", "b c")),
                Arguments.of("", type("texts"), List.of()),
                Arguments.of("days,hours", type("units"), Set.of(TimeUnit.DAYS, TimeUnit.HOURS)),
                Arguments.of("1,2", type("numbers"), List.of(1, 2)),
                Arguments.of("1,2", type("raw"), List.of("1", "2")));
    }

    @ParameterizedTest
    @MethodSource("values")
    void should_be_what_the_type_says(String text, Type type, Object value) {
        assertThat(TextValue.canBe(type)).isTrue();
        assertThat(TextValue.of(text, type)).isEqualTo(value);
    }

    static Stream<Arguments> wrong() throws Exception {
        return Stream.of(
                Arguments.of("3000000000", int.class, "a whole number"),
                Arguments.of("1.5", Long.class, "a whole number"),
                Arguments.of("", Double.class, "a number"),
                Arguments.of("yes", Boolean.class, "true or false"),
                Arguments.of("30", Duration.class, "a duration as 500ms, 30s, 2m, 1h or PT30S"),
                Arguments.of("a b", URI.class, "a URI"),
                Arguments.of("h:1/a", URL.class, "a URL"),
                Arguments.of("no url", URL.class, "a URL"),
                Arguments.of(
                        "weeks",
                        TimeUnit.class,
                        "one of NANOSECONDS, MICROSECONDS, MILLISECONDS, SECONDS, MINUTES, HOURS, DAYS"),
                Arguments.of("1,x", type("numbers"), "a list with commas, each a whole number"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void should_refuse_what_is_no_value(String text, Type type, String words) {
        assertThatThrownBy(() -> TextValue.of(text, type)).isInstanceOf(IllegalArgumentException.class);
        assertThat(TextValue.words(type)).isEqualTo(words);
    }

    @Test
    void should_know_what_a_text_cannot_be() throws Exception {
        assertThat(TextValue.canBe(type("suppliers"))).isFalse();
        assertThat(TextValue.canBe(type("map"))).isFalse();
        assertThat(TextValue.canBe(Object.class)).isFalse();
        assertThat(TextValue.canBe(String[].class)).isFalse();
        assertThat(TextValue.canBe(Class.class)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"tempreature,temperature,2", "base-url,baseUrl,0", "BASEURL,baseUrl,0", "x,temperature,11", "'',ab,2"})
    void spelling_should_count_letters(String word, String other, int distance) {
        assertThat(Spelling.distance(word, other)).isEqualTo(distance);
        assertThat(Spelling.distance(other, word)).isEqualTo(distance);
    }

    private static Type type(String method) throws NoSuchMethodException {
        return Types.class.getDeclaredMethod(method).getGenericReturnType();
    }
}
