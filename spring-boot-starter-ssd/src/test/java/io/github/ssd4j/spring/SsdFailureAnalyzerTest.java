package io.github.ssd4j.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
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

    @Test
    void should_name_any_other_option_that_is_wrong(CapturedOutput output) {
        fail(MODEL, "--langchain4j.ssd.engine.dtype=float8");
        assertThat(output).contains("dtype must be one of auto, float32, bfloat16, float16, stored, int8, int4, but is: float8");

        fail(MODEL, "--langchain4j.ssd.engine.linear-kernel=mkl");
        assertThat(output).contains("linearKernel must be one of auto, onednn, fbgemm, plain, but is: mkl");

        fail(
                MODEL,
                PLAIN,
                "--langchain4j.ssd.engine.device=cpu",
                "--langchain4j.ssd.engine.dtype=float32",
                "--langchain4j.ssd.engine.linear-kernel=fbgemm");
        assertThat(output)
                .contains(
                        "The properties langchain4j.ssd.* cannot be used: linear kernel 'fbgemm' was asked for, but with device cpu and dtype float32");

        fail(MODEL, "--langchain4j.ssd.engine.max-concurrent=0");
        assertThat(output).contains("maxConcurrent must be greater than zero, but is: 0");

        fail(MODEL, "--langchain4j.ssd.engine.kv-cache-bytes=-2KB");
        assertThat(output).contains("kvCacheBytes must be greater than zero, but is: -2048");

        fail(MODEL, PLAIN, "--langchain4j.ssd.streaming-chat-model.temperature=-1");
        assertThat(output)
                .contains("The properties langchain4j.ssd.streaming-chat-model.* cannot be used: temperature");

        fail(MODEL, PLAIN, "--langchain4j.ssd.speculative.draft-policy=static-threshold");
        assertThat(output).contains("stop-threshold and the draft-policy static-threshold must be given together");

        fail(MODEL, PLAIN, "--langchain4j.ssd.speculative.drafters=lookup");
        assertThat(output)
                .contains("drafters must be none or some of look-up,skip,grammar with commas between them, "
                        + "but is: lookup");

        fail(MODEL, "--langchain4j.ssd.engine.chat-template=classpath:nope.jinja");
        assertThat(output).contains("chat-template: class path resource [nope.jinja] cannot be read");

        fail(MODEL, "--langchain4j.ssd.speculative.skip-profiles-location=file:/nope.json");
        assertThat(output).contains("skip-profiles-location: ").contains("nope.json] cannot be read");
        assertThat(output).doesNotContain("\tat ");
    }

    @Test
    void should_say_what_to_do_about_a_model_without_a_chat_template(CapturedOutput output) {
        fail(MODEL);

        assertThat(output)
                .contains("The properties langchain4j.ssd.chat-model.* cannot be used: "
                        + "the model stories260K has no chat template");
    }

    private static void fail(String... args) {
        SpringApplication application = new SpringApplication(App.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        assertThatThrownBy(() -> application.run(args)).isNotNull();
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(SsdAutoConfiguration.class)
    static class App {}
}
