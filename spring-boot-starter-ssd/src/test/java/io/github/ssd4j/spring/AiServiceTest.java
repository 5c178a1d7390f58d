package io.github.ssd4j.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.agent.tool.ToolSpecifications;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.service.spring.AiService;
import dev.langchain4j.spring.LangChain4jAutoConfig;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

/** AI services, JSON and tools with the Jackson that Spring Boot manages, which is not the one LangChain4j names. */
@Timeout(120)
class AiServiceTest {

    private final ApplicationContextRunner model = TinyModel.runnerWithModel()
            .withPropertyValues(
                    "langchain4j.ssd.chat-model.max-output-tokens=200",
                    "langchain4j.ssd.streaming-chat-model.enabled=false")
            .withConfiguration(AutoConfigurations.of(LangChain4jAutoConfig.class))
            .withUserConfiguration(App.class);

    @Test
    void should_answer_through_an_ai_service() {
        model.run(context -> assertThat(context.getBean(Assistant.class).tell("Once upon a time"))
                .isNotBlank());
    }

    @Test
    void should_write_json_that_an_ai_service_can_read() {
        model.run(context -> {
            Person person = context.getBean(Assistant.class).person("Once upon a time");

            assertThat(person.name()).isNotNull();
        });
    }

    @Test
    void should_call_a_tool_that_must_be_called() {
        model.run(context -> {
            List<ToolSpecification> tools = ToolSpecifications.toolSpecificationsFrom(Clock.class);

            List<ToolExecutionRequest> calls = context.getBean(ChatModel.class)
                    .chat(ChatRequest.builder()
                            .messages(UserMessage.from("Once upon a time"))
                            .toolSpecifications(tools)
                            .toolChoice(ToolChoice.REQUIRED)
                            .build())
                    .aiMessage()
                    .toolExecutionRequests();

            assertThat(calls).isNotEmpty().allSatisfy(call -> {
                assertThat(call.name()).isEqualTo("hour");
                assertThat(new ObjectMapper()
                                .readTree(call.arguments())
                                .path("summer")
                                .isBoolean())
                        .isTrue();
            });
        });
    }

    @AiService
    interface Assistant {

        String tell(String text);

        Person person(String text);
    }

    record Person(
            @JsonProperty(required = true) String name,
            @JsonProperty(required = true) boolean grownUp) {}

    static final class Clock {

        @Tool
        int hour(boolean summer) {
            return summer ? 13 : 12;
        }
    }

    @Configuration(proxyBeanMethods = false)
    @AutoConfigurationPackage
    static class App {}
}
