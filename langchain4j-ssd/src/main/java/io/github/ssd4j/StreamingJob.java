package io.github.ssd4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialThinkingContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One streamed answer. Exceptions of the user's callbacks go to {@code onError} and do not stop the answer; once
 * cancelled, it calls nothing more.
 */
final class StreamingJob implements EngineThread.Job, AnswerListener, StreamingHandle {

    private static final Logger log = LoggerFactory.getLogger(SsdStreamingChatModel.class);

    private final ChatCore core;
    private final ChatRequest request;
    private final StreamingChatResponseHandler handler;
    private final @Nullable CallbackThread callbacks;
    private volatile boolean cancelled;

    /** @param callbacks where to call the handler; null: where this job runs */
    StreamingJob(
            ChatCore core,
            ChatRequest request,
            StreamingChatResponseHandler handler,
            @Nullable CallbackThread callbacks) {
        this.core = core;
        this.request = request;
        this.handler = handler;
        this.callbacks = callbacks;
    }

    @Override
    public void run() {
        try {
            ChatResponse response = core.run(request, this);
            call(() -> handler.onCompleteResponse(response));
        } catch (RuntimeException e) {
            call(() -> fail(ChatCore.failure(e)));
        } catch (Error e) {
            call(() -> fail(e));
        } finally {
            end();
        }
    }

    @Override
    public void refuse(RuntimeException reason) {
        call(() -> fail(reason));
        end();
    }

    @Override
    public void onText(String text, @Nullable String drafter) {
        SsdPartialResponseContext context = new SsdPartialResponseContext(this, drafter);
        call(() -> handler.onPartialResponse(new PartialResponse(text), context));
    }

    @Override
    public void onThinking(String text) {
        call(() -> handler.onPartialThinking(new PartialThinking(text), new PartialThinkingContext(this)));
    }

    @Override
    public void onToolCall(int index, ToolExecutionRequest call) {
        call(() -> handler.onCompleteToolCall(new CompleteToolCall(index, call)));
    }

    @Override
    public void cancel() {
        cancelled = true;
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }

    private void call(Runnable callback) {
        if (callbacks == null) {
            guarded(callback);
        } else {
            callbacks.call(() -> guarded(callback));
        }
    }

    private void guarded(Runnable callback) {
        if (cancelled) {
            return;
        }
        try {
            callback.run();
        } catch (Exception e) {
            fail(e);
        }
    }

    private void end() {
        if (callbacks != null) {
            callbacks.end();
        }
    }

    private void fail(Throwable failure) {
        if (cancelled) {
            log.debug("a cancelled answer failed", failure);
            return;
        }
        try {
            handler.onError(failure);
        } catch (Exception e) {
            log.warn("onError of a streaming handler failed", e);
        }
    }
}
