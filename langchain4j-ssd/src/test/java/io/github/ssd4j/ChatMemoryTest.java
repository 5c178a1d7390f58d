package io.github.ssd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.memory.ChatMemory;
import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.memory.chat.TokenWindowChatMemory;
import dev.langchain4j.service.AiServices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** AI services whose memory evicts messages, or keeps those of requests that failed, with templates that want turns. */
class ChatMemoryTest {

    private static final Path TEMPLATES = Path.of("src", "test", "resources", "chat", "templates");

    private @Nullable ScriptedEngine scripted;

    interface Assistant {
        String chat(String question);
    }

    /** What no template shows. */
    static final class Clock {

        int calls;

        @Tool("Says what time it is")
        String now() {
            calls++;
            return "noon";
        }
    }

    @AfterEach
    void close() {
        if (scripted != null) {
            scripted.engine.close();
        }
    }

    /** Trouble M1. */
    @ParameterizedTest
    @CsvSource({
        "Llama-2-7b-chat, 3, false",
        "Llama-2-7b-chat, 5, false",
        "Llama-2-7b-chat, 4, true",
        "Mistral-7B-Instruct, 3, false",
        "Mistral-7B-Instruct, 5, false",
        "Mistral-7B-Instruct, 4, true",
        "Mistral-Nemo-Instruct-2407, 3, false",
        "Mistral-Nemo-Instruct-2407, 5, false",
        "Mistral-Nemo-Instruct-2407, 4, true"
    })
    void five_turns_should_have_five_answers(String template, int window, boolean system) throws IOException {
        Assistant assistant = assistant(template, MessageWindowChatMemory.withMaxMessages(window), system, "Yes.");

        for (int turn = 1; turn <= 5; turn++) {
            assertThat(assistant.chat("question " + turn)).isEqualTo("Yes.");
        }
    }

    /** Trouble M1, by tokens. */
    @ParameterizedTest
    @ValueSource(strings = {"Llama-2-7b-chat", "Mistral-7B-Instruct", "Mistral-Nemo-Instruct-2407"})
    void five_turns_should_have_five_answers_in_a_window_of_tokens(String template) throws IOException {
        scripted = ScriptedEngine.saying(source(template), "Yes.");
        for (int tokens : new int[] {60, 80, 100, 120}) {
            ChatMemory memory =
                    TokenWindowChatMemory.withMaxTokens(tokens, new SsdTokenCountEstimator(scripted.engine));
            Assistant assistant = AiServices.builder(Assistant.class)
                    .chatModel(model())
                    .chatMemory(memory)
                    .build();

            for (int turn = 1; turn <= 5; turn++) {
                assertThat(assistant.chat("question " + turn)).isEqualTo("Yes.");
            }
        }
    }

    /** Trouble M3. */
    @ParameterizedTest
    @ValueSource(strings = {"Mistral-7B-Instruct", "Llama-2-7b-chat", "Mistral-Nemo-Instruct-2407"})
    void a_system_message_should_be_told(String template) throws IOException {
        Assistant assistant = assistant(template, MessageWindowChatMemory.withMaxMessages(10), true, "Yes.");

        assertThat(assistant.chat("Hello")).isEqualTo("Yes.");
        assertThat(scripted.generator.prompts.get(0)).contains("Be brief").contains("Hello");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Mistral-7B-Instruct", "Llama-2-7b-chat", "Mistral-Nemo-Instruct-2407"})
    void a_request_that_failed_should_not_fail_the_next(String template) throws IOException {
        boolean[] fail = {true};
        Assistant assistant = assistant(template, MessageWindowChatMemory.withMaxMessages(10), false, prompt -> {
            if (fail[0]) {
                throw new IllegalStateException("no");
            }
            return "Yes.";
        });

        assertThatThrownBy(() -> assistant.chat("first")).hasMessageContaining("no");
        fail[0] = false;

        assertThat(assistant.chat("second")).isEqualTo("Yes.");
        assertThat(scripted.generator.prompts.get(1)).contains("first").contains("second");
    }

    @ParameterizedTest
    @CsvSource({
        "Mistral-Nemo-Instruct-2407, 4",
        "Mistral-Nemo-Instruct-2407, 5",
        "Mistral-Nemo-Instruct-2407, 6",
        "Mistral-7B-Instruct, 4",
        "Mistral-7B-Instruct, 5"
    })
    void calls_of_tools_should_outlive_a_small_window(String template, int window) throws IOException {
        Clock clock = new Clock();
        boolean mistral = template.contains("Nemo");
        String call = mistral
                ? "[TOOL_CALLS][{\"name\": \"now\", \"arguments\": {}}]"
                : "<tool_call>\n{\"name\": \"now\", \"arguments\": {}}\n</tool_call>";
        int[] requests = {0};
        scripted = ScriptedEngine.withTemplate(source(template), prompt -> requests[0]++ % 2 == 0 ? call : "Noon.");
        Assistant assistant = AiServices.builder(Assistant.class)
                .chatModel(model())
                .tools(clock)
                .chatMemory(MessageWindowChatMemory.withMaxMessages(window))
                .build();

        for (int turn = 1; turn <= 5; turn++) {
            assertThat(assistant.chat("What time is it?")).isEqualTo("Noon.");
        }
        assertThat(clock.calls).isEqualTo(5);
    }

    private Assistant assistant(String template, ChatMemory memory, boolean system, String answer) throws IOException {
        return assistant(template, memory, system, prompt -> answer);
    }

    private Assistant assistant(String template, ChatMemory memory, boolean system, Function<String, String> script)
            throws IOException {
        scripted = ScriptedEngine.withTemplate(source(template), script::apply);
        AiServices<Assistant> services =
                AiServices.builder(Assistant.class).chatModel(model()).chatMemory(memory);
        return (system ? services.systemMessageProvider(id -> "Be brief.") : services).build();
    }

    private SsdChatModel model() {
        return SsdChatModel.builder().engine(scripted.engine).build();
    }

    private static String source(String template) throws IOException {
        return Files.readString(TEMPLATES.resolve(template + ".jinja"));
    }
}
