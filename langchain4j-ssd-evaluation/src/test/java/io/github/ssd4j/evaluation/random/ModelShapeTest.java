package io.github.ssd4j.evaluation.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelShapeTest {

    private static final String SMALL = "custom,hidden=64,intermediate=172,layers=5,heads=8,kv-heads=4,vocab=512";

    @ParameterizedTest
    @CsvSource({
        // the number of parameters that the published model has
        "135m, 134515008",
        "360m, 361821120",
        "1.1b, 1100048384",
        "1.7b, 1711376384",
        "3b, 3212749824",
        "7b, 6738415616"
    })
    void presets_should_have_the_parameters_of_the_published_models(String name, long parameters) {
        assertThat(ModelShape.parse(name).parameters()).isEqualTo(parameters);
    }

    @Test
    void should_read_a_custom_shape_and_fill_in_what_follows() {
        assertThat(ModelShape.parse(SMALL))
                .isEqualTo(new ModelShape("custom", "custom", 64, 172, 5, 8, 4, 8, 512, 2048, 10000, false));
        assertThat(ModelShape.parse("custom, hidden=64, intermediate=172, layers=5, heads=4, vocab=512, head-dim=20, "
                        + "context=99, rope-theta=500000, tied=true"))
                .isEqualTo(new ModelShape("custom", "custom", 64, 172, 5, 4, 4, 20, 512, 99, 500000, true));
    }

    @Test
    void should_change_a_preset_and_show_the_change_in_its_name() {
        ModelShape shape = ModelShape.parse("7b,layers=4");

        assertThat(shape)
                .isEqualTo(new ModelShape(
                        "7b,layers=4", "Llama-2-7B, changed", 4096, 11008, 4, 32, 32, 128, 32000, 4096, 10000, false));
    }

    @Test
    void should_raise_the_context_only_where_it_is_too_short() {
        ModelShape shape = ModelShape.parse("1.1b");

        assertThat(shape.withContextOfAtLeast(2064).context()).isEqualTo(2064);
        assertThat(shape.withContextOfAtLeast(2048)).isSameAs(shape);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "2b; shape must be one of 135m, 360m, 1.1b, 1.7b, 3b, 7b or custom, but is: 2b",
                "7b,4; shape must have the form NAME,KEY=VALUE,..., but has: 4",
                "7b,depth=4; shape key must be one of hidden, intermediate, layers, heads, kv-heads, head-dim, vocab,"
                        + " context, rope-theta, tied, but is: depth",
                "7b,layers=4,layers=5; shape key is given twice: layers",
                "7b,layers=four; layers must be a whole number, but is: four",
                "7b,layers=0; layers must be greater than 0, but is: 0",
                "7b,rope-theta=x; rope-theta must be a number, but is: x",
                "7b,rope-theta=1; rope-theta must be greater than 1, but is: 1.0",
                "7b,tied=yes; tied must be true or false, but is: yes",
                "7b,vocab=258; vocab must be at least 259, but is: 258",
                "7b,kv-heads=5; heads must be divisible by kv-heads, but are: 32 and 5",
                "7b,head-dim=7; head-dim must be even, but is: 7",
                "custom,hidden=64; a custom shape needs heads=NUMBER",
                "custom,hidden=65,heads=8,intermediate=1,layers=1,vocab=512; a whole head-dim needs hidden divisible by"
                        + " heads, but are: 65 and 8"
            })
    void should_say_what_is_wrong_with_a_shape(String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelShape.parse(text))
                .withMessage(message);
    }
}
