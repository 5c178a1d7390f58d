package io.github.ssd4j.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.service.spring.AiService;
import dev.langchain4j.spring.LangChain4jAutoConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What a person sees when a property is wrong. */
@ExtendWith(OutputCaptureExtension.class)
class SsdFailureAnalyzerTest {

    private static final String MODEL = "--langchain4j.ssd.engine.model=" + TinyModel.path();
    private static final String PROFILES =
            "--langchain4j.ssd.speculative.skip-profiles-location=classpath:tiny-profiles.json";
    private static final String PLAIN = "--langchain4j.ssd.engine.chat-template=plain";

    @Test
    void should_list_the_profiles_that_fit_for_a_wrong_name(CapturedOutput output) {
        fail(MODEL, PLAIN, PROFILES, "--langchain4j.ssd.speculative.skip-profile=tinny");

        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("The property langchain4j.ssd.speculative.skip-profile cannot be used:")
                .contains("Value: tinny")
                .contains(
                        "Origin: \"langchain4j.ssd.speculative.skip-profile\" from property source \"commandLineArgs\"")
                .contains("Reason: there is no skip profile 'tinny'")
                .contains("Set it to one of tiny, auto or none.")
                .doesNotContain("\tat ");
    }

    @Test
    void should_list_the_profiles_that_fit_for_one_of_another_model(CapturedOutput output) {
        fail(MODEL, PLAIN, PROFILES, "--langchain4j.ssd.speculative.skip-profile=too-big");

        assertThat(output)
                .contains("Reason: skip profile 'too-big' is for other of 40 layers of width 5120")
                .contains("Set it to one of tiny, auto or none.");
    }

    @Test
    void should_name_the_property_of_the_model_that_chose_it(CapturedOutput output) {
        fail(MODEL, PLAIN, PROFILES, "--langchain4j.ssd.chat-model.skip-profile=tinny");

        assertThat(output)
                .contains("The property langchain4j.ssd.chat-model.skip-profile cannot be used:")
                .contains("Set it to one of tiny, auto or none.");
    }

    @Test
    void should_say_that_there_is_no_model_at_the_path(CapturedOutput output) {
        fail("--langchain4j.ssd.engine.model=/no/such/model");

        assertThat(output)
                .contains("The property langchain4j.ssd.engine.model cannot be used:")
                .contains("Value: /no/such/model")
                .contains("no such file or directory")
                .contains(
                        "Set it to a directory with config.json and safetensors files, to a .gguf file, or to the name of "
                                + "a model, such as org/name:Q4_K_M.")
                .doesNotContain("\tat ");
    }

    @Test
    void should_say_that_a_named_model_is_not_here_when_the_network_is_switched_off(CapturedOutput output) {
        fail("--langchain4j.ssd.engine.model=org/none:Q4_K_M", "--langchain4j.ssd.engine.offline=true");

        assertThat(output)
                .contains("The property langchain4j.ssd.engine.model cannot be used:")
                .contains("Value: org/none:Q4_K_M")
                .contains("Reason: org/none:Q4_K_M is no file or directory here; local hub cache ")
                .contains("hub: not asked (offline)")
                .contains("or to the name of a model, such as org/name:Q4_K_M.")
                .doesNotContain("\tat ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            engine.model                         |                     | model must not be empty
            engine.dtype                         | float8              | dtype must be one of auto, float32, bfloat16, float16, stored, int8, int4, but is: float8
            engine.device                        | gpu                 | device must be one of auto, cpu, cuda, cuda:N, but is: gpu
            engine.device                        | cuda:99             | device 'cuda:99' was asked for, but
            engine.linear-kernel                 | mkl                 | linearKernel must be one of auto, onednn, fbgemm, plain, but is: mkl
            engine.linear-kernel                 | fbgemm              | linear kernel 'fbgemm' was asked for, but with device cpu and dtype float32
            engine.threads                       | 0                   | threads must be greater than zero, but is: 0
            engine.context-tokens                | -1                  | contextTokens must not be negative, but is: -1
            engine.context-tokens                | 1000000             | contextTokens must
            engine.max-concurrent                | 0                   | maxConcurrent must be greater than zero, but is: 0
            engine.max-queue                     | 0                   | maxQueue must be greater than zero, but is: 0
            engine.max-sessions                  | -3                  | maxSessions must be greater than zero, but is: -3
            engine.kv-cache-bytes                | -2KB                | kvCacheBytes must be greater than zero, but is: -2048
            engine.kv-cache-bytes                | 1B                  | a prompt of
            engine.timeout                       | 0s                  | timeout must be greater than zero, but is: PT0S
            engine.shutdown-timeout              | -1s                 | closeGrace must not be negative, but is: PT-1S
            engine.chat-template                 | classpath:no.jinja  | chat-template: class path resource [no.jinja] cannot be read
            speculative.drafters                 | lookup              | drafters must be none or some of look-up,skip,grammar with commas between them, but is: lookup
            speculative.max-draft-tokens         | 0                   | maxDraftTokens must
            speculative.stop-threshold           | 0.5                 | stop-threshold has no effect without the draft-policy static-threshold
            speculative.skip-profiles-location   | file:/no.json       | skip-profiles-location: URL [file:/no.json] cannot be read
            chat-model.temperature               | -1                  | temperature must
            chat-model.top-p                     | 1.5                 | topP must
            chat-model.top-k                     | -1                  | topK must
            chat-model.min-p                     | 2                   | minP must
            chat-model.repetition-penalty        | 0                   | repetitionPenalty must
            chat-model.max-output-tokens         | 0                   | max
            chat-model.max-draft-tokens          | 0                   | maxDraftTokens must
            chat-model.timeout                   | 0s                  | timeout must be greater than zero, but is: PT0S
            streaming-chat-model.temperature     | -1                  | temperature must
            """)
    void should_tell_property_value_origin_and_reason(
            String property, String value, String reason, CapturedOutput output) {
        String name = "langchain4j.ssd." + property;
        String shown = value == null ? "" : value;

        // Of an option that is given twice, Spring takes both values.
        List<String> arguments = new ArrayList<>(
                List.of(MODEL, PLAIN, "--langchain4j.ssd.engine.device=cpu", "--langchain4j.ssd.engine.dtype=float32"));
        arguments.removeIf(argument -> argument.startsWith("--" + name + "="));
        arguments.add("--" + name + "=" + shown);
        fail(arguments.toArray(String[]::new));

        assertThat(output)
                .contains("The property " + name + " cannot be used:")
                .contains("    Value: " + shown + System.lineSeparator())
                .contains("    Origin: \"" + name + "\" from property source \"commandLineArgs\"")
                .contains("    Reason: " + reason)
                .doesNotContain("\tat ");
    }

    @Test
    void should_tell_what_a_policy_needs(CapturedOutput output) {
        fail(MODEL, PLAIN, "--langchain4j.ssd.speculative.draft-policy=static-threshold");

        assertThat(output)
                .contains("The property langchain4j.ssd.speculative.stop-threshold cannot be used:")
                .contains("stop-threshold and the draft-policy static-threshold must be given together");
    }

    @Test
    void should_name_the_property_that_the_streaming_model_inherits(CapturedOutput output) {
        fail(MODEL, PLAIN, "--langchain4j.ssd.chat-model.enabled=false", "--langchain4j.ssd.chat-model.temperature=-1");

        assertThat(output)
                .contains("The property langchain4j.ssd.chat-model.temperature cannot be used:")
                .contains("    Value: -1");
    }

    @Test
    void should_tell_the_file_and_line_of_a_property(@TempDir Path folder, CapturedOutput output) throws IOException {
        Path file = Files.writeString(
                folder.resolve("app.properties"),
                "langchain4j.ssd.engine.model=%s\nlangchain4j.ssd.engine.max-queue=0\n".formatted(TinyModel.path()));

        fail("--spring.config.location=file:" + file);

        assertThat(output)
                .contains("The property langchain4j.ssd.engine.max-queue cannot be used:")
                .contains("app.properties]")
                .contains(" - 2:34");
    }

    @Test
    void should_say_what_to_do_about_a_model_without_a_chat_template(CapturedOutput output) {
        fail(MODEL);

        assertThat(output)
                .contains("The property langchain4j.ssd.engine.chat-template cannot be used:")
                .contains("    Value: (not set)")
                .contains("    Reason: the model stories260K has no chat template")
                .contains("or to plain; or use a model that was trained to chat.");
    }

    @Test
    void should_say_which_property_makes_the_model_that_is_wanted(CapturedOutput output) {
        fail(WantsModel.class);

        assertThat(output)
                .contains(
                        "A bean of type dev.langchain4j.model.chat.ChatModel is wanted by the bean 'answer', but there is "
                                + "none: the property langchain4j.ssd.engine.model is not set.")
                .contains("such as HuggingFaceTB/SmolLM2-135M-Instruct")
                .doesNotContain("Consider defining a bean")
                .doesNotContain("\tat ");
    }

    @Test
    void should_say_which_property_makes_the_model_of_an_ai_service(CapturedOutput output) {
        fail(WantsAiService.class);

        assertThat(output)
                .contains("A bean of type dev.langchain4j.model.chat.ChatModel is wanted by the bean '")
                .contains("Service', but there is none: the property langchain4j.ssd.engine.model is not set.")
                .doesNotContain("\tat ");
    }

    @Test
    void should_say_that_the_model_that_is_wanted_is_switched_off(CapturedOutput output) {
        fail(WantsModel.class, MODEL, PLAIN, "--langchain4j.ssd.chat-model.enabled=false");

        assertThat(output).contains("the property langchain4j.ssd.chat-model.enabled is false.");
    }

    @Test
    void should_leave_other_missing_beans_to_boot(CapturedOutput output) {
        fail(WantsOther.class);

        assertThat(output).contains("Consider defining a bean of type 'java.util.concurrent.Callable'");
    }

    private static void fail(String... args) {
        fail(App.class, args);
    }

    private static void fail(Class<?> source, String... args) {
        SpringApplication application = new SpringApplication(source);
        application.setWebApplicationType(WebApplicationType.NONE);
        assertThatThrownBy(() -> application.run(args)).isNotNull();
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(SsdAutoConfiguration.class)
    static class App {}

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(SsdAutoConfiguration.class)
    static class WantsModel {

        @Bean
        String answer(ChatModel model) {
            return model.chat("Hello");
        }
    }

    @Configuration(proxyBeanMethods = false)
    @AutoConfigurationPackage
    @ImportAutoConfiguration({SsdAutoConfiguration.class, LangChain4jAutoConfig.class})
    static class WantsAiService {

        @Bean
        String answer(Service service) {
            return service.answer("Hello");
        }
    }

    @AiService
    interface Service {

        String answer(String question);
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(SsdAutoConfiguration.class)
    static class WantsOther {

        @Bean
        String answer(Callable<String> other) {
            return other.toString();
        }
    }
}
