package io.github.ssd4j.examples.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ssd4j.ModelUnavailableException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class FailureTest {

    @Test
    void should_give_a_message_for_the_user_as_it_is() {
        assertThat(Failure.describe(new ModelUnavailableException("model not found: x")))
                .isEqualTo("model not found: x");
        assertThat(Failure.describe(new IllegalArgumentException("top-p must be ...")))
                .isEqualTo("top-p must be ...");
    }

    @Test
    void should_put_a_message_into_one_line() {
        assertThat(Failure.describe(new ModelUnavailableException(" one\n   two\r\nthree ")))
                .isEqualTo("one two three");
    }

    @Test
    void should_name_the_type_of_a_failure_of_the_platform() {
        assertThat(Failure.describe(new IOException("disk full"))).isEqualTo("IOException: disk full");
        assertThat(Failure.describe(new OutOfMemoryError("Java heap space")))
                .isEqualTo("OutOfMemoryError: Java heap space");
    }

    @Test
    void should_say_how_to_see_more_of_a_failure_without_message() {
        assertThat(Failure.describe(new NullPointerException()))
                .isEqualTo("java.lang.NullPointerException; run again with --verbose to see where");
    }
}
