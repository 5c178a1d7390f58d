package io.github.ssd4j.chat.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ssd4j.internal.Json;
import io.github.ssd4j.speculative.TokenConstraint;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonNumbersTest {

    private static final int ROUNDS = 3000;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "id | integer | {'id': 1234567890123456789}", // S1
                "id | integer | {'id': -9223372036854775808}",
                "id | integer | {'id': 9007199254740993}",
                "card | integer | {'card': 4111111111111111}", // S2
                "t | number | {'t': 1716910123456789}", // S3
                "orderId | integer | {'orderId': 1234567890123456789}" // S4
            })
    void long_numbers_should_be_written_unchanged(String name, String type, String text) throws IOException {
        Grammar grammar = Grammar.json(Json.mapper()
                .readTree("{\"type\": \"object\", \"properties\": {\"%s\": {\"type\": \"%s\"}}, \"required\": [\"%s\"]}"
                        .formatted(name, type, name)));

        assertThat(Texts.accepts(grammar, text.replace('\'', '"'))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 9, 10, 922337203685477580L, 999999999999999999L, 1000000000000000000L, Long.MAX_VALUE})
    void every_long_should_be_an_integer(long number) {
        assertThat(Texts.accepts(integer(), Long.toString(number))).isTrue();
        assertThat(Texts.accepts(integer(), Long.toString(-number))).isTrue();
        assertThat(Texts.accepts(number(), Long.toString(number))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9223372036854775808",
                "-9223372036854775809",
                "9223372036854775810",
                "9300000000000000000",
                "10000000000000000000",
                "01",
                "1.0",
                "1e3"
            })
    void nothing_else_should_be_an_integer(String text) {
        assertThat(Texts.accepts(integer(), text)).isFalse();
    }

    @Test
    void random_longs_should_be_integers_and_their_neighbours_beyond_should_not() {
        Random random = new Random(21);
        BigInteger most = BigInteger.valueOf(Long.MAX_VALUE);
        for (int round = 0; round < ROUNDS; round++) {
            long number = random.nextLong() >> random.nextInt(64);
            assertThat(follows(JsonLexemes.INTEGER, Long.toString(number))).isTrue();
            BigInteger beyond =
                    most.add(new BigInteger(1 + random.nextInt(64), random)).add(BigInteger.ONE);
            assertThat(follows(JsonLexemes.INTEGER, beyond.toString())).isFalse();
            assertThat(follows(JsonLexemes.INTEGER, "-" + beyond.add(BigInteger.ONE)))
                    .isFalse();
        }
        assertThat(follows(JsonLexemes.INTEGER, Long.toString(Long.MIN_VALUE))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            doubles = {
                0.0,
                -0.0,
                0.1,
                Double.MIN_VALUE,
                Double.MIN_NORMAL,
                Double.MAX_VALUE,
                -Double.MAX_VALUE,
                1.7976931348623155E308,
                9.5E307,
                1.25E-6,
                1.25E20
            })
    void every_double_should_be_a_number_as_languages_write_it(double number) {
        asLanguagesWrite(number)
                .forEach(text ->
                        assertThat(Texts.accepts(number(), text)).as(text).isTrue());
    }

    @Test
    void random_doubles_should_be_numbers_as_languages_write_them() {
        Random random = new Random(22);
        for (int round = 0; round < ROUNDS; round++) {
            double number = round % 2 == 0
                    ? Double.longBitsToDouble(random.nextLong())
                    : Math.scalb(random.nextDouble() - 0.5, random.nextInt(140) - 70);
            if (Double.isFinite(number)) {
                asLanguagesWrite(number)
                        .forEach(text -> assertThat(follows(JsonLexemes.NUMBER, text))
                                .as(text)
                                .isTrue());
            }
        }
    }

    /** Java; Python, with a sign and two digits in each exponent; JavaScript, without exponents from 1e-6 up to 1e21. */
    private static List<String> asLanguagesWrite(double number) {
        String java = Double.toString(number);
        String python = java.replace(".0E", "e").replace("E", "e").replaceAll("e(\\d)", "e+$1");
        python = python.replaceAll("([+-])(\\d)$", "$10$2");
        double size = Math.abs(number);
        String javaScript = size >= 1e-6 && size < 1e21 ? new BigDecimal(java).toPlainString() : java;
        return List.of(java, python, javaScript);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.7976931348623158e308",
                "1.79769313486231571e308",
                "1.8E308",
                "2e308",
                "0.1e308",
                "12e308",
                "1e309",
                "1e310",
                "1e400",
                "1e1000",
                "10e100",
                "1234567890123456789012",
                "1.12345678901234567890123456"
            })
    void numbers_that_no_double_holds_or_that_do_not_end_should_be_none(String text) {
        assertThat(Texts.accepts(number(), text)).isFalse();
    }

    /** Whatever a model writes comes to an end, and Java reads it. */
    @Test
    void random_numbers_should_end_and_be_finite() {
        Random random = new Random(23);
        for (int round = 0; round < ROUNDS; round++) {
            String integer = anyText(JsonLexemes.INTEGER, random);
            assertThat(Long.toString(Long.parseLong(integer))).isEqualTo(integer.equals("-0") ? "0" : integer);
            String number = anyText(JsonLexemes.NUMBER, random);
            assertThat(Double.parseDouble(number)).as(number).isFinite();
            assertThat(number).hasSizeLessThanOrEqualTo("-.e-123".length() + 21 + 25);
        }
    }

    /** Goes on as long as it can. */
    private static String anyText(Lexeme lexeme, Random random) {
        StringBuilder text = new StringBuilder();
        int position = 0;
        while (true) {
            ByteSet bytes = lexeme.bytes(position);
            int[] possible = IntStream.range(0, 256).filter(bytes::contains).toArray();
            if (possible.length == 0) {
                return text.toString();
            }
            int next = possible[random.nextInt(possible.length)];
            text.append((char) next);
            position = lexeme.next(position, next);
        }
    }

    private static boolean follows(Lexeme lexeme, String text) {
        int position = 0;
        for (byte b : text.getBytes(StandardCharsets.US_ASCII)) {
            position = position == Lexeme.DEAD ? position : lexeme.next(position, b);
        }
        return position != Lexeme.DEAD && lexeme.accepts(position);
    }

    @Test
    void long_numbers_should_be_written_with_the_tokens_of_a_model() {
        var tokenizer = GrammarTokenizers.stories();
        GrammarConstraint constraint = new GrammarConstraint(integer(), TokenVocabulary.of(tokenizer), Set.of(2));
        for (long number : new long[] {1234567890123456789L, Long.MIN_VALUE, 9007199254740993L}) {
            TokenConstraint.State state = constraint.start();
            int[] tokens = tokenizer.encode(Long.toString(number), false);
            for (int token : tokens) {
                if (tokenizer.bytes(token).length > 0
                        && !tokenizer.decode(token).isBlank()) {
                    assertThat(state.allowed(100).allows(token))
                            .as("%s of %s", token, number)
                            .isTrue();
                    state = state.advance(token);
                }
            }
            assertThat(state.allowed(100).allows(2)).isTrue();
        }
    }

    private static Grammar integer() {
        return Grammar.json(Json.mapper().createObjectNode().put("type", "integer"));
    }

    private static Grammar number() {
        return Grammar.json(Json.mapper().createObjectNode().put("type", "number"));
    }
}
