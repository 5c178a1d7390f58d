package io.github.ssd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.request.json.JsonStringSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import io.github.ssd4j.decoder.Exactness;
import io.github.ssd4j.speculative.GenerationStats;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Conversations with SmolLM2 through the public chat models and their default options: what is drafted, streamed and continued
 * from a kept KV cache is what plain decoding says that reads the same conversation anew. An answer takes about 5 seconds
 * twice, so it is asked for: {@code -Dssd.test.chat.answers=200}.
 */
@EnabledIf(value = "io.github.ssd4j.RealModel#isPresent", disabledReason = RealModel.ABSENT)
@EnabledIfSystemProperty(
        named = "ssd.test.chat.answers",
        matches = "[1-9]\\d*",
        disabledReason = "takes minutes; -Dssd.test.chat.answers=N asks for N answers")
class ChatAnswersIT {

    private static final int LONGEST_ANSWER = 100;

    /** How tokens are chosen. */
    private enum Choice {
        GREEDY(parameters -> {}),
        TEMPERATURE_07(parameters -> parameters.temperature(0.7)),
        TEMPERATURE_10(parameters -> parameters.temperature(1.0)),
        TOP_P(parameters -> parameters.temperature(0.9).topP(0.9)),
        MIN_P(parameters -> parameters.temperature(1.0).minP(0.05)),
        PENALTIES(parameters -> parameters
                .temperature(0.8)
                .repetitionPenalty(1.1)
                .frequencyPenalty(0.2)
                .presencePenalty(0.1)),
        GREEDY_SCHEMA(parameters -> parameters.responseFormat(PERSON)),
        SAMPLED_SCHEMA(parameters -> parameters.temperature(0.7).responseFormat(PERSON));

        @SuppressWarnings("ImmutableEnumChecker") // each is a method without a state
        private final Consumer<SsdChatRequestParameters.Builder> setting;

        Choice(Consumer<SsdChatRequestParameters.Builder> setting) {
            this.setting = setting;
        }

        boolean isJson() {
            return this == GREEDY_SCHEMA || this == SAMPLED_SCHEMA;
        }
    }

    private static final ResponseFormat PERSON = ResponseFormat.builder()
            .type(ResponseFormatType.JSON)
            .jsonSchema(JsonSchema.builder()
                    .name("person")
                    .rootElement(JsonObjectSchema.builder()
                            .addStringProperty("name")
                            .addStringProperty("place")
                            .addIntegerProperty("year")
                            .addProperty(
                                    "subjects",
                                    JsonArraySchema.builder()
                                            .items(new JsonStringSchema())
                                            .build())
                            .required("name", "place", "year", "subjects")
                            .build())
                    .build())
            .build();

    private static final List<String> SUBJECTS = List.of(
            "the sea", "bread", "a lost dog", "volcanoes", "trains", "the moon", "chess", "gardens", "rain", "music");

    private static final List<String> QUESTIONS = List.of(
            "Tell me about %s.",
            "Write a short story about %s.",
            "List five facts about %s.",
            "Correct this text: Yesterday we was talking about %s, and nobody of us have known much about it.");

    private static final List<String> FOLLOW_UPS = List.of(
            "Say that again in simpler words.",
            "Repeat your last answer as a list.",
            "Which part of your answer matters most?",
            "Now say the opposite of it.");

    private static final List<String> TEXTS = List.of(
            "Anna Berg was born in Bergen in 1851. She wrote about ferns and mosses.",
            "In 1790 the clockmaker Louis Petit of Dijon showed a watch that ran for eight days.",
            "Maria Sousa, who taught mathematics and music in Porto, retired in 1975.",
            "The engineer Tom Hale built three bridges near Leeds; the last was opened in 1902.");

    /** What was counted of one kind of choice. */
    private static final class Count {
        private int answers;
        private int streamed;
        private int continued;
        private int tokens;
        private int drafted;
        private int accepted;

        void add(boolean streaming, GenerationStats statistics) {
            answers++;
            streamed += streaming ? 1 : 0;
            continued += statistics.reusedPromptTokens() > 0 ? 1 : 0;
            tokens += statistics.generatedTokens();
            drafted += statistics.draftedTokens();
            accepted += statistics.acceptedTokens();
        }

        @Override
        public String toString() {
            return "%d answers are the same, %d of them streamed, %d continued; %d tokens, %d drafted, %d accepted"
                    .formatted(answers, streamed, continued, tokens, drafted, accepted);
        }
    }

    private final Map<Choice, Count> counts = new EnumMap<>(Choice.class);

    @Test
    void answers_should_be_those_of_plain_decoding_however_they_are_made() {
        int wanted = Integer.getInteger("ssd.test.chat.answers");
        try (SsdEngine engine = SsdEngine.builder()
                .model(RealModel.path())
                .device("cpu")
                .contextTokens(2048)
                // So a prompt without a session is read anew.
                .sharePrefixes(false)
                .build()) {
            assumeThat(engine.exactness()).isEqualTo(Exactness.BIT_EXACT);
            int answers = 0;
            for (int conversation = 0; answers < wanted; conversation++) {
                int turns = Math.min(wanted - answers, 2 + conversation / Choice.values().length % 2);
                converse(engine, conversation, turns);
                answers += turns;
            }
        }
        counts.forEach((choice, count) -> System.out.println(choice + ": " + count));
        assertThat(counts.values().stream().mapToInt(count -> count.accepted).sum())
                .as("accepted drafts")
                .isPositive();
    }

    private void converse(SsdEngine engine, int conversation, int turns) {
        Choice choice = Choice.values()[conversation % Choice.values().length];
        int round = conversation / Choice.values().length;
        List<ChatMessage> messages = new ArrayList<>();
        for (int turn = 0; turn < turns; turn++) {
            messages.add(UserMessage.from(choice.isJson() ? text(round + turn) : question(conversation, turn)));
            boolean streaming = (round + turn) % 2 == 0;
            SsdChatRequestParameters.Builder parameters = SsdChatRequestParameters.builder()
                    .maxOutputTokens(LONGEST_ANSWER)
                    .seed(100L * conversation + turn);
            choice.setting.accept(parameters);
            ChatResponse plain = answer(engine, messages, parameters.drafters("none"), false);
            ChatResponse drafted = answer(
                    engine,
                    messages,
                    parameters.drafters(engine.defaults().drafters()).sessionId("conversation " + conversation),
                    streaming);

            String description = "%s, conversation %d, turn %d".formatted(choice, conversation, turn);
            assertThat(drafted.aiMessage().text())
                    .as(description)
                    .isEqualTo(plain.aiMessage().text());
            assertThat(drafted.tokenUsage()).as(description).isEqualTo(plain.tokenUsage());
            assertThat(drafted.finishReason()).as(description).isEqualTo(plain.finishReason());
            assertThat(statistics(plain).draftedTokens()).as(description).isZero();
            assertThat(statistics(plain).reusedPromptTokens()).as(description).isZero();
            assertThat(statistics(drafted).reusedPromptTokens() > 0)
                    .as(description + " goes on with a kept cache")
                    .isEqualTo(turn > 0);
            counts.computeIfAbsent(choice, unused -> new Count()).add(streaming, statistics(drafted));
            messages.add(AiMessage.from(drafted.aiMessage().text()));
        }
    }

    private static String question(int conversation, int turn) {
        int round = conversation / Choice.values().length;
        return turn == 0
                ? QUESTIONS
                        .get((conversation + round) % QUESTIONS.size())
                        .formatted(SUBJECTS.get(conversation % SUBJECTS.size()))
                : FOLLOW_UPS.get((conversation + round + turn) % FOLLOW_UPS.size());
    }

    private static String text(int i) {
        return "Describe the person in this text as JSON: " + TEXTS.get(i % TEXTS.size());
    }

    private static GenerationStats statistics(ChatResponse response) {
        return ((SsdChatResponseMetadata) response.metadata()).statistics();
    }

    /** The pieces of a streamed answer together must be its text. */
    private static ChatResponse answer(
            SsdEngine engine,
            List<ChatMessage> messages,
            SsdChatRequestParameters.Builder parameters,
            boolean streaming) {
        ChatRequest request = ChatRequest.builder()
                .messages(messages)
                .parameters(parameters.build())
                .build();
        if (!streaming) {
            return SsdChatModel.builder().engine(engine).build().chat(request);
        }
        Pieces pieces = new Pieces();
        SsdStreamingChatModel.builder().engine(engine).build().chat(request, pieces);
        ChatResponse response = pieces.response.join();
        assertThat(pieces.text).hasToString(response.aiMessage().text());
        return response;
    }

    private static final class Pieces implements StreamingChatResponseHandler {

        private final StringBuilder text = new StringBuilder();
        private final CompletableFuture<ChatResponse> response = new CompletableFuture<>();

        @Override
        public void onPartialResponse(String piece) {
            text.append(piece);
        }

        @Override
        public void onCompleteResponse(ChatResponse complete) {
            response.complete(complete);
        }

        @Override
        public void onError(Throwable failure) {
            response.completeExceptionally(failure);
        }
    }
}
