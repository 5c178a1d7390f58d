package io.github.ssd4j.examples.web.openai;

import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import io.github.ssd4j.SsdRequestHandle;
import io.github.ssd4j.examples.web.EventStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * A request and the answer to it. The status of the response is decided late: by the first word, by a refusal, or when the
 * client has waited so long that it has to be written to, because only by writing is it found that a client has left.
 *
 * <p>Thread-safe.
 */
abstract class Completion implements StreamingChatResponseHandler {

    private static final Logger log = LoggerFactory.getLogger(Completion.class);

    private final String id = "chatcmpl-" + UUID.randomUUID();
    private final long created = Instant.now().getEpochSecond();
    private final ChatCompletionRequest request;
    private final String model;
    private final MediaType type;
    private final EventStream stream;
    private final SsdRequestHandle handle;
    private final DeferredResult<ResponseEntity<SseEmitter>> response;
    private Runnable onOver = () -> {};
    private boolean over;

    /**
     * @param handle stops the request
     * @param type of what {@code stream} is sent
     * @param patience how long the client is left without a byte
     */
    Completion(
            ChatCompletionRequest request,
            String model,
            SsdRequestHandle handle,
            EventStream stream,
            MediaType type,
            Duration patience) {
        this.request = request;
        this.model = model;
        this.handle = handle;
        this.stream = stream;
        this.type = type;
        this.response = new DeferredResult<>(patience.toMillis());
        response.onTimeout(this::commit);
    }

    /**
     * Has the request answered.
     *
     * @param onOver called once, when the engine has no more to do with it
     */
    DeferredResult<ResponseEntity<SseEmitter>> start(
            StreamingChatModel chatModel, ChatRequest request, Runnable onOver) {
        this.onOver = onOver;
        stream.onGone(this::cancel);
        try {
            chatModel.chat(request, this);
        } catch (RuntimeException e) {
            onError(e);
        }
        return response;
    }

    ChatCompletionRequest request() {
        return request;
    }

    EventStream stream() {
        return stream;
    }

    /** The client gets status 200, and what was sent so far. */
    final void commit() {
        response.setResult(ResponseEntity.ok()
                .contentType(type)
                .cacheControl(CacheControl.noStore())
                // Proxies are not to collect what should be seen at once.
                .header("X-Accel-Buffering", "no")
                .body(stream.emitter()));
    }

    final ChatCompletion completion(
            String object, List<ChatCompletion.Choice> choices, ChatCompletion.@Nullable Usage usage) {
        return new ChatCompletion(id, object, created, model, choices, usage);
    }

    @Override
    public final void onCompleteResponse(ChatResponse answer) {
        if (end()) {
            commit();
            complete(answer);
            stream.end();
        }
    }

    /** Sends the rest of the answer. */
    abstract void complete(ChatResponse answer);

    @Override
    public final void onError(Throwable failure) {
        if (!end()) {
            return;
        }
        OpenAiException error = OpenAiException.of(failure, request.schemaField());
        if (error.status() == HttpStatus.INTERNAL_SERVER_ERROR) {
            log.warn("an answer failed", failure);
        }
        if (response.setErrorResult(error)) {
            stream.discard();
        } else {
            fail(error);
        }
    }

    /** Says that the answer failed to a client that has got status 200. */
    abstract void fail(OpenAiException error);

    /** Nobody waits for the answer any more. */
    final void cancel() {
        if (end()) {
            handle.cancel();
            stream.end();
        }
    }

    /** Returns whether the answer was not over before. */
    private boolean end() {
        synchronized (this) {
            if (over) {
                return false;
            }
            over = true;
        }
        onOver.run();
        return true;
    }
}
