package io.github.ssd4j.examples.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.ssd4j.ModelUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class StartupFailureTest {

    @Test
    void should_say_without_a_stack_trace_that_there_is_no_such_model(CapturedOutput output) {
        assertThatThrownBy(() -> start("/no/such.gguf")).isInstanceOf(ModelUnavailableException.class);

        assertThat(output)
                .contains("model not found: there is no file or directory /no/such.gguf; give a checkpoint directory")
                .contains("Start with --chatbot.model=MODEL")
                .doesNotContain("\tat ");
    }

    @Test
    void should_say_without_a_stack_trace_that_a_file_is_no_model(CapturedOutput output, @TempDir Path folder)
            throws IOException {
        // given
        Path file = Files.writeString(folder.resolve("bad.gguf"), "no model at all");

        // when
        assertThatThrownBy(() -> start(file.toString())).isInstanceOf(RuntimeException.class);

        // then
        assertThat(output)
                .contains("bad.gguf")
                .contains("Start with --chatbot.model=MODEL")
                .doesNotContain("\tat ");
    }

    private static void start(String model) {
        SpringApplication.run(SpringChatbot.class, "--server.port=0", "--chatbot.model=" + model)
                .close();
    }
}
