package io.github.ssd4j.examples.web.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.RateLimitException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import io.github.ssd4j.examples.web.BusyEngine;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is refused, with the status and the field that clients expect, and answers that nobody waits for any more. */
class OpenAiRefusalsTest extends OpenAiTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @Test
    void should_not_know_another_model() {
        assertThatThrownBy(() -> answer(question(QUESTION).model("gpt-5")))
                .isInstanceOfSatisfying(NotFoundException.class, e -> {
                    assertThat(e.code()).hasValue("model_not_found");
                    assertThat(e.param()).hasValue("model");
                    assertThat(e.getMessage()).contains("gpt-5");
                });
        assertThatThrownBy(() -> client.models().retrieve("gpt-5")).isInstanceOf(NotFoundException.class);
    }

    @Test
    void should_refuse_a_prompt_that_is_too_long_also_before_a_stream_begins() {
        assertThatThrownBy(() -> parts(question("q".repeat(700))))
                .isInstanceOfSatisfying(BadRequestException.class, e -> {
                    assertThat(e.code()).hasValue("context_length_exceeded");
                    assertThat(e.param()).hasValue("messages");
                    assertThat(e.getMessage()).contains("512 tokens");
                });
    }

    @Test
    void should_refuse_a_schema_that_cannot_be_enforced() {
        assertThatThrownBy(() -> answer(question(QUESTION)
                        .putAdditionalBodyProperty(
                                "response_format", JsonValue.from(JSON.readValue("""
                                        {"type": "json_schema", "json_schema": {"name": "a", "schema": {"not": {}}}}
                                        """, java.util.Map.class)))))
                .isInstanceOfSatisfying(BadRequestException.class, e -> {
                    assertThat(e.param()).hasValue("response_format");
                    assertThat(e.getMessage()).contains("not");
                });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"messages": [{"role": "user", "content": "a"}]}               | model
            {"model": "M"}                                                 | messages
            {"model": "M", "messages": []}                                 | messages
            {"model": "M", "messages": "hello"}                            | messages
            {"model": "M", "messages": [{"role": "cat", "content": "a"}]}  | messages[0].role
            {"model": "M", "messages": [{"role": "user"}]}                 | messages[0].content
            {"model": "M", "messages": [{"role": "user", "content": [{"type": "image_url"}]}]} | messages[0].content[0].type
            {"model": "M", "messages": [{"role": "tool", "content": "a", "tool_call_id": "x"}]} | messages[0].tool_call_id
            {"model": "M", "messages": [OK], "temperature": "hot"}         | temperature
            {"model": "M", "messages": [OK], "temperature": -1}            | temperature
            {"model": "M", "messages": [OK], "top_p": 2}                   | top_p
            {"model": "M", "messages": [OK], "frequency_penalty": 3}       | frequency_penalty
            {"model": "M", "messages": [OK], "presence_penalty": -3}       | presence_penalty
            {"model": "M", "messages": [OK], "max_tokens": 0}              | max_tokens
            {"model": "M", "messages": [OK], "max_completion_tokens": 1.5} | max_completion_tokens
            {"model": "M", "messages": [OK], "stop": [1]}                  | stop
            {"model": "M", "messages": [OK], "n": 2}                       | n
            {"model": "M", "messages": [OK], "logprobs": true}             | logprobs
            {"model": "M", "messages": [OK], "logit_bias": {"5": 1}}       | logit_bias
            {"model": "M", "messages": [OK], "stream_options": {}}         | stream_options
            {"model": "M", "messages": [OK], "tool_choice": "required"}    | tool_choice
            {"model": "M", "messages": [OK], "tool_choice": "maybe"}       | tool_choice
            {"model": "M", "messages": [OK], "tools": [{"type": "web"}]}   | tools[0].type
            {"model": "M", "messages": [OK], "response_format": {"type": "xml"}} | response_format.type
            {"model": "M", "messages": [OK], "response_format": {"type": "json_schema"}} | response_format.json_schema.schema
            {"model": "M", "messages": [OK], "colour": "red"}              | colour
            {nonsense                                                      | null
            """)
    void should_name_the_field_that_is_wrong(String body, String field) throws Exception {
        // when
        HttpResponse<String> response = post(
                body.replace("\"M\"", '"' + MODEL + '"').replace("OK", "{\"role\": \"user\", \"content\": \"a\"}"));

        // then
        assertThat(response.statusCode()).isEqualTo(400);
        JsonNode error = JSON.readTree(response.body()).get("error");
        assertThat(error.get("param").asString("null")).isEqualTo(field);
        assertThat(error.get("type").asString()).isEqualTo("invalid_request_error");
        assertThat(error.get("message").asString()).isNotBlank();
    }

    private HttpResponse<String> post(String body) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create("http://localhost:%s/v1/chat/completions".formatted(port)))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void should_refuse_when_too_many_wait_and_answer_those_that_do() throws Exception {
        List<CompletableFuture<ChatCompletion>> waiting = new ArrayList<>();
        try (BusyEngine busy = new BusyEngine(engine)) {
            // given: the last place, and both that may wait
            for (int i = 0; i < 3; i++) {
                waiting.add(client.async()
                        .chat()
                        .completions()
                        .create(question(QUESTION).build()));
            }
            await().until(() -> engine.waitingRequests() == 3);

            // then
            assertThatThrownBy(() -> answer(question(QUESTION))).isInstanceOfSatisfying(RateLimitException.class, e -> {
                assertThat(e.code()).hasValue("rate_limit_exceeded");
                assertThat(e.headers().values("Retry-After")).containsExactly("3");
            });
            busy.release();
        }
        for (CompletableFuture<ChatCompletion> each : waiting) {
            assertThat(each.join().choices().get(0).message().content().orElseThrow())
                    .isNotBlank();
        }
    }

    @Test
    void should_stop_when_the_client_leaves_a_stream() {
        try (StreamResponse<ChatCompletionChunk> parts = client.chat()
                .completions()
                .createStreaming(question(QUESTION).maxCompletionTokens(450).build())) {
            assertThat(parts.stream().limit(2)).hasSize(2);
            assertThat(engine.activeRequests()).isOne();
        }

        await().until(() -> engine.activeRequests() == 0);
        // It had far to go.
        assertThat(text(question("Once"))).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void should_leave_the_queue_when_the_client_leaves_while_it_waits(boolean stream) throws Exception {
        try (BusyEngine busy = new BusyEngine(engine)) {
            // given
            try (Socket socket = new Socket("localhost", port)) {
                String body =
                        "{\"model\": \"%s\", \"stream\": %s, \"messages\": [{\"role\": \"user\", \"content\": \"a\"}]}"
                                .formatted(MODEL, stream);
                socket.getOutputStream()
                        .write(("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n"
                                        + "Content-Type: application/json\r\nContent-Length: %s\r\n\r\n%s")
                                .formatted(body.length(), body)
                                .getBytes(UTF_8));
                await().until(() -> engine.waitingRequests() == 1);
            }

            // then: the engine is busy still
            await().until(() -> engine.waitingRequests() == 0);
            busy.release();
        }
    }
}
