package io.github.ssd4j.examples.web.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import io.github.ssd4j.SsdEngine;
import io.github.ssd4j.examples.web.Requests;
import io.github.ssd4j.examples.web.TinyModel;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The server with the built-in model, asked by OpenAI's own client. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "langchain4j.ssd.engine.dtype=float32",
            "langchain4j.ssd.engine.chat-template=classpath:tools.jinja",
            "langchain4j.ssd.engine.max-concurrent=2",
            "langchain4j.ssd.engine.max-queue=2",
            "chatbot.keep-alive=50ms"
        })
@Import(Requests.class)
@Timeout(120)
abstract class OpenAiTest {

    static final String MODEL = "stories260K";
    static final String QUESTION = "Once upon a time";

    @Autowired
    SsdEngine engine;

    @Autowired
    Requests requests;

    OpenAIClient client;
    int port;

    @DynamicPropertySource
    static void model(DynamicPropertyRegistry registry) {
        registry.add("chatbot.model", TinyModel::path);
    }

    @BeforeEach
    void connect(@LocalServerPort int port) {
        this.port = port;
        client = OpenAIOkHttpClient.builder()
                .apiKey("none")
                .baseUrl("http://localhost:%s/v1".formatted(port))
                .maxRetries(0)
                .build();
    }

    @AfterEach
    void should_leave_nothing_behind() {
        client.close();
        await().untilAsserted(() ->
                assertThat(engine.activeRequests() + engine.waitingRequests()).isZero());
    }

    /** As few tokens as say something, the most probable ones. */
    static ChatCompletionCreateParams.Builder question(String text) {
        return ChatCompletionCreateParams.builder()
                .model(MODEL)
                .temperature(0.0)
                .maxCompletionTokens(30)
                .addUserMessage(text);
    }

    ChatCompletion.Choice answer(ChatCompletionCreateParams.Builder question) {
        return client.chat().completions().create(question.build()).choices().get(0);
    }

    String text(ChatCompletionCreateParams.Builder question) {
        return answer(question).message().content().orElseThrow();
    }

    /** All parts of a streamed answer. */
    List<ChatCompletionChunk> parts(ChatCompletionCreateParams.Builder question) {
        try (StreamResponse<ChatCompletionChunk> parts =
                client.chat().completions().createStreaming(question.build())) {
            return parts.stream().toList();
        }
    }

    static String textOf(List<ChatCompletionChunk> parts) {
        return parts.stream()
                .flatMap(part -> part.choices().stream())
                .flatMap(choice -> choice.delta().content().stream())
                .collect(Collectors.joining());
    }

    static List<String> endsOf(List<ChatCompletionChunk> parts) {
        return parts.stream()
                .flatMap(part -> part.choices().stream())
                .flatMap(choice -> choice.finishReason().stream())
                .map(Object::toString)
                .toList();
    }
}
