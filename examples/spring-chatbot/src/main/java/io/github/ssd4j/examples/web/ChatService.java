package io.github.ssd4j.examples.web;

import io.github.ssd4j.SsdChatRequestParameters;
import io.github.ssd4j.SsdEngine;
import io.github.ssd4j.decoder.SamplingOptions;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Takes questions: checks them, lets them in as long as there is room, and has them answered. */
@Service
final class ChatService {

    private static final int MAX_CHARACTERS = 200_000;

    private final SsdEngine engine;
    private final Memories memories;
    private final EventStreams streams;
    private final QuestionQueue queue;
    private final PlainAssistant plain;
    private final ToolAssistant withTools;
    private final EngineTemplate template;

    ChatService(
            SsdEngine engine,
            Memories memories,
            EventStreams streams,
            QuestionQueue queue,
            PlainAssistant plain,
            ToolAssistant withTools,
            EngineTemplate template) {
        this.engine = engine;
        this.memories = memories;
        this.streams = streams;
        this.queue = queue;
        this.plain = plain;
        this.withTools = withTools;
        this.template = template;
        streams.onTick(queue::refresh);
    }

    /**
     * A question.
     *
     * @param edits the id of the question whose place it takes; null: it follows all that is shown
     * @param again the id of the question to answer once more, without a text of its own; null: this is a new one
     * @param systemMessage tells the model who it is; null: as the server is configured
     * @param maxTokens how long the answer may be; null: as the server is configured
     * @param topP the most probable tokens that together are so probable are drawn from; null: as the model is configured
     * @param speculative whether to draft; null: as the engine is configured
     * @param skipProfile what the draft skips: {@code auto}, {@code none} or a name; null: as the engine is configured
     * @param tools whether the model may call tools; null: no
     * @param temperature 0 takes the most probable token each time; null: as the model is configured
     * @param seed with that of another answer the same tokens are drawn; null: by chance
     */
    record Question(
            @Nullable String text,
            @Nullable String edits,
            @Nullable String again,
            @Nullable String systemMessage,
            @Nullable Integer maxTokens,
            @Nullable Double topP,
            @Nullable Boolean speculative,
            @Nullable String skipProfile,
            @Nullable Boolean tools,
            @Nullable Double temperature,
            @Nullable Long seed) {

        Conversation.Asked asked() {
            return new Conversation.Asked(text, edits, again);
        }
    }

    /** How many requests wait or are answered. */
    int inEngine() {
        return queue.size();
    }

    /**
     * Begins an answer.
     *
     * @throws IllegalArgumentException if the question has no text or more than the model can read, or an option is
     *     wrong
     * @throws Conversation.BusyException if the conversation is being answered
     * @throws Conversation.FullException if the conversation is as long as it may be
     * @throws QuestionQueue.FullException if too many wait
     */
    EventStream ask(Conversation conversation, Question question) {
        String text = checked(conversation.textOf(question.asked()));
        Memories.Room room = memories.room(question.systemMessage(), question.maxTokens());
        SsdChatRequestParameters parameters = parameters(conversation, question, room);
        room.requireFits(text);
        boolean speculative =
                parameters.speculative() == null ? engine.defaults().speculative() : parameters.speculative();
        Turn turn = conversation.begin(
                question.asked(),
                text,
                memory -> new Turn(conversation, text, room.copyOf(memory), speculative, streams.open()));
        turn.announce(conversation.answering());
        try {
            start(turn, text, Boolean.TRUE.equals(question.tools()) ? withTools : plain, parameters);
        } catch (RuntimeException e) {
            turn.takeBack();
            throw e;
        }
        return turn.stream();
    }

    private void start(Turn turn, String text, Assistant assistant, SsdChatRequestParameters parameters) {
        QuestionQueue.Entry entry = queue.enter((ahead, held) -> turn.stream().send("queued", new Queued(ahead, held)));
        Runnable leave = () -> {
            assistant.evictChatMemory(turn);
            entry.leave();
        };
        try {
            SsdChatRequestParameters stoppable = parameters.overrideWith(
                    SsdChatRequestParameters.builder().handle(turn.handle()).build());
            turn.start(assistant.answer(turn, text, stoppable), leave);
        } catch (RuntimeException e) {
            leave.run();
            throw e;
        }
    }

    /** See {@link QuestionQueue.Waiter#moved}. */
    private record Queued(int ahead, boolean held) {}

    private static String checked(@Nullable String text) {
        if (text == null || text.isBlank()) {
            throw new IllegalArgumentException("The message has no text.");
        }
        if (text.length() > MAX_CHARACTERS) {
            throw new IllegalArgumentException(
                    "The message is too long: it has %s characters, and %s are taken at most."
                            .formatted(text.length(), MAX_CHARACTERS));
        }
        return text;
    }

    private SsdChatRequestParameters parameters(Conversation conversation, Question question, Memories.Room room) {
        if (Boolean.TRUE.equals(question.tools()) && template.isPlain()) {
            throw new IllegalArgumentException(
                    "The model %s was never trained to chat, so it cannot use tools.".formatted(engine.modelName()));
        }
        String profile = question.skipProfile();
        if (profile != null) {
            engine.skipProfiles().choose(profile, engine.modelName(), engine.config());
        }
        Double temperature = question.temperature();
        if (temperature != null) {
            SamplingOptions.builder().temperature(temperature).build();
        }
        Double topP = question.topP();
        if (topP != null) {
            SamplingOptions.builder().topP(topP).build();
        }
        return SsdChatRequestParameters.builder()
                .maxOutputTokens(room.answerTokens())
                .speculative(question.speculative())
                .skipProfile(profile)
                .temperature(temperature)
                .topP(topP)
                .seed(question.seed())
                // The next turn then reads only what is new in it.
                .sessionId(conversation.id())
                .build();
    }
}
