package io.github.ssd4j.spring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.annotation.Configuration;

/** What DJL logs of its own start is not what an application's log is for, unless somebody asks for it. */
class DjlLoggingTest {

    private final LoggingSystem logging = LoggingSystem.get(getClass().getClassLoader());

    @AfterEach
    void forget() {
        logging.setLogLevel("ai.djl", null);
        logging.setLogLevel("ai", null);
        logging.setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.INFO);
    }

    @Test
    void should_show_warnings_only() {
        run();

        assertThat(level()).isEqualTo(LogLevel.WARN);
    }

    @ParameterizedTest
    @CsvSource({"ai.djl, info, INFO", "ai.djl, debug, DEBUG", "ai, debug, DEBUG", "root, error, ERROR"})
    void should_leave_levels_that_were_given(String logger, String level, LogLevel expected) {
        run("--logging.level." + logger + "=" + level);

        assertThat(level()).isEqualTo(expected);
    }

    private LogLevel level() {
        return logging.getLoggerConfiguration("ai.djl").getEffectiveLevel();
    }

    private static void run(String... more) {
        SpringApplication application = new SpringApplication(App.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        String[] args = new String[more.length + 3];
        args[0] = "--langchain4j.ssd.engine.model=" + TinyModel.path();
        args[1] = "--langchain4j.ssd.engine.chat-template=plain";
        args[2] = "--langchain4j.ssd.engine.warm-up=false";
        System.arraycopy(more, 0, args, 3, more.length);
        application.run(args).close();
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(SsdAutoConfiguration.class)
    static class App {}
}
