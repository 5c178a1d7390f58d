package io.github.ssd4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import io.github.ssd4j.decoder.DecoderException;
import io.github.ssd4j.decoder.Exactness;
import io.github.ssd4j.decoder.SkipProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.opentest4j.TestAbortedException;

/**
 * Callers with a real model, all at once: each answer is the one that an engine gives which answers one request at a time. 12 callers
 * and the kernel that the engine chooses; {@code -Dssd.test.callers=64} asks for more, with all kernels.
 */
@EnabledIf(value = "io.github.ssd4j.RealModel#isPresent", disabledReason = RealModel.ABSENT)
class ManyCallersIT {

    private static final int FEW = 12;
    private static final int CALLERS = Integer.getInteger("ssd.test.callers", FEW);

    private static final List<String> QUESTIONS = List.of(
            "Name three colours.",
            "What is the capital of France?",
            "Write one sentence about the sea.",
            "Count from 1 to 10.",
            "Repeat after me: the quick brown fox jumps over the lazy dog, the quick brown fox jumps over the lazy dog.");

    private static final String LONG_TEXT =
            "The baker gets up at four and bakes bread for the whole village. ".repeat(30);

    static Stream<String> kernels() {
        return CALLERS > FEW
                ? Stream.of("float32 onednn", "bfloat16 onednn", "float16 fbgemm", "stored auto")
                : Stream.of("auto auto");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kernels")
    void every_answer_should_be_the_one_it_gets_alone(String pair) throws Exception {
        // Prompts are computed otherwise than answers by oneDNN in 16 bits and by int4pack, so what is reused of others
        // could tell.
        boolean share = List.of("float32 onednn", "float16 fbgemm").contains(pair);
        List<String> alone = new ArrayList<>();
        try (SsdEngine engine = engine(pair, 1, share)) {
            SsdChatModel model = SsdChatModel.builder().engine(engine).build();
            for (int i = 0; i < CALLERS; i++) {
                alone.add(said(model.chat(request(i))));
            }
        }

        AtomicInteger most = new AtomicInteger();
        AtomicInteger timedOut = new AtomicInteger();
        List<String> together = new ArrayList<>();
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        try (SsdEngine engine = engine(pair, 8, share)) {
            SsdChatModel model = SsdChatModel.builder().engine(engine).build();
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                int number = i;
                answers.add(callers.submit(() -> {
                    if (number % 4 == 1) {
                        abandoned(model, number, timedOut);
                    }
                    String answer = said(model.chat(request(number)));
                    most.accumulateAndGet(engine.activeRequests(), Math::max);
                    return answer;
                }));
            }
            for (Future<String> answer : answers) {
                together.add(answer.get());
            }
        } finally {
            callers.shutdownNow();
        }

        assertThat(together).isEqualTo(alone);
        assertThat(most.get()).as("requests at once").isGreaterThan(2);
        assertThat(timedOut.get())
                .as("requests that ran out of time among them")
                .isPositive();
    }

    /** A request that ends in the middle, beside the others. */
    private static void abandoned(SsdChatModel model, int number, AtomicInteger timedOut) {
        try {
            ChatRequest request = request(number);
            model.chat(request.toBuilder()
                    .parameters(SsdChatRequestParameters.builder()
                            .overrideWith(request.parameters())
                            .timeout(Duration.ofMillis(100 + 50L * number))
                            .maxOutputTokens(500)
                            .build())
                    .build());
        } catch (TimeoutException e) {
            timedOut.incrementAndGet();
        }
    }

    private static SsdEngine engine(String pair, int maxConcurrent, boolean sharePrefixes) {
        int space = pair.indexOf(' ');
        try {
            SsdEngine engine = SsdEngine.builder()
                    .model(RealModel.path())
                    .device("cpu")
                    .dtype(pair.substring(0, space))
                    .linearKernel(pair.substring(space + 1))
                    .contextTokens(2048)
                    .skipProfile(SkipProfile.of("some", List.of(10, 13, 17, 20, 24), List.of(12, 16)))
                    .maxConcurrent(maxConcurrent)
                    .maxQueue(CALLERS)
                    .sharePrefixes(sharePrefixes)
                    .build();
            if (engine.exactness() != Exactness.BIT_EXACT) {
                engine.close();
                throw new TestAbortedException(pair + " is not bit-exact on this machine");
            }
            return engine;
        } catch (DecoderException e) {
            throw new TestAbortedException(pair + " is not to be had on this machine: " + e.getMessage(), e);
        }
    }

    /** The same each time for a number: lengths, sampling, JSON, tools. */
    private static ChatRequest request(int number) {
        Random random = new Random(number);
        String question = QUESTIONS.get(random.nextInt(QUESTIONS.size()));
        String text = number % 6 == 5 ? LONG_TEXT.substring(0, 200 + random.nextInt(1500)) + question : question;
        SsdChatRequestParameters.Builder parameters = SsdChatRequestParameters.builder()
                .seed((long) number)
                .temperature(random.nextBoolean() ? 0 : 0.5 + random.nextDouble())
                .speculative(random.nextInt(4) > 0)
                .maxOutputTokens(8 + random.nextInt(25));
        if (number % 6 == 3) {
            parameters.responseFormat(json());
        }
        if (number % 6 == 4) {
            parameters
                    .toolSpecifications(tool())
                    .toolChoice(ToolChoice.REQUIRED)
                    .maxOutputTokens(60);
        }
        return ChatRequest.builder()
                .messages(UserMessage.from(text))
                .parameters(parameters.build())
                .build();
    }

    private static ResponseFormat json() {
        return ResponseFormat.builder()
                .type(ResponseFormatType.JSON)
                .jsonSchema(JsonSchema.builder()
                        .name("answer")
                        .rootElement(JsonObjectSchema.builder()
                                .addStringProperty("answer")
                                .addIntegerProperty("sureness")
                                .required("answer", "sureness")
                                .build())
                        .build())
                .build();
    }

    private static ToolSpecification tool() {
        return ToolSpecification.builder()
                .name("note")
                .description("Notes a fact")
                .parameters(JsonObjectSchema.builder()
                        .addStringProperty("fact")
                        .required("fact")
                        .build())
                .build();
    }

    private static String said(ChatResponse response) {
        return response.aiMessage().text()
                + response.aiMessage().toolExecutionRequests().stream()
                        .map(call -> call.name() + call.arguments())
                        .toList()
                + response.finishReason();
    }
}
