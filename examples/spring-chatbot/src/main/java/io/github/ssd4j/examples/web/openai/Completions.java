package io.github.ssd4j.examples.web.openai;

import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import io.github.ssd4j.SsdEngine;
import io.github.ssd4j.SsdRequestHandle;
import io.github.ssd4j.examples.web.ChatbotProperties;
import io.github.ssd4j.examples.web.EngineTemplate;
import io.github.ssd4j.examples.web.EventStream;
import io.github.ssd4j.examples.web.EventStreams;
import io.github.ssd4j.examples.web.QuestionQueue;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Service;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Has requests answered by the engine that answers the page too, in the same queue. Thread-safe. */
@Service
final class Completions {

    private final SsdEngine engine;
    private final StreamingChatModel model;
    private final EngineTemplate template;
    private final QuestionQueue queue;
    private final EventStreams streams;
    private final Duration patience;
    private final Set<Completion> running = ConcurrentHashMap.newKeySet();

    Completions(
            SsdEngine engine,
            StreamingChatModel model,
            EngineTemplate template,
            QuestionQueue queue,
            EventStreams streams,
            ChatbotProperties properties) {
        this.engine = engine;
        this.model = model;
        this.template = template;
        this.queue = queue;
        this.streams = streams;
        this.patience = properties.keepAlive();
    }

    /**
     * Begins an answer.
     *
     * @throws OpenAiException if it is refused; what the model refuses comes by the result
     */
    DeferredResult<ResponseEntity<SseEmitter>> begin(ChatCompletionRequest request) {
        requireModel(request.model());
        if (template.isPlain() && request.tools() != null && !request.tools().isEmpty()) {
            throw OpenAiException.invalid(
                    "tools",
                    "The model %s was never trained to chat, so it cannot use tools.".formatted(engine.modelName()));
        }
        SsdRequestHandle handle = new SsdRequestHandle();
        ChatRequest translated = RequestTranslator.translate(request, handle);
        QuestionQueue.Entry entry = enter();
        Completion completion = completion(request, handle);
        running.add(completion);
        return completion.start(model, translated, () -> {
            running.remove(completion);
            entry.leave();
        });
    }

    private void requireModel(@Nullable String name) {
        if (name == null || name.isBlank()) {
            throw OpenAiException.invalid("model", "'model' is missing; GET /v1/models lists those that there are.");
        }
        if (!name.equals(engine.modelName())) {
            throw OpenAiException.unknownModel(name);
        }
    }

    private QuestionQueue.Entry enter() {
        try {
            return queue.enter(QuestionQueue.Waiter.NOBODY);
        } catch (QuestionQueue.FullException e) {
            throw OpenAiException.tooMany(e);
        }
    }

    private Completion completion(ChatCompletionRequest request, SsdRequestHandle handle) {
        if (request.isStream()) {
            EventStream stream = streams.open();
            return new StreamedCompletion(request, engine.modelName(), handle, stream, patience);
        }
        EventStream stream = streams.open(WholeCompletion.KEEP_ALIVE);
        return new WholeCompletion(request, engine.modelName(), handle, stream, patience);
    }

    /** Stops all answers, so that the server need not wait for them when it ends. */
    @EventListener(ContextClosedEvent.class)
    void close() {
        running.forEach(Completion::cancel);
    }
}
