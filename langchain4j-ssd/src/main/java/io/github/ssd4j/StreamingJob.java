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
    private volatile boolean cancelled;

    StreamingJob(ChatCore core, ChatRequest request, StreamingChatResponseHandler handler) {
        this.core = core;
        this.request = request;
        this.handler = handler;
    }

    @Override
    public void run() {
        try {
            ChatResponse response = core.run(request, this);
            if (!cancelled) {
                guarded(() -> handler.onCompleteResponse(response));
            }
        } catch (RuntimeException e) {
            fail(ChatCore.failure(e));
        } catch (Error e) {
            fail(e);
        }
    }

    @Override
    public void refuse(RuntimeException reason) {
        fail(reason);
    }

    @Override
    public void onText(String text, boolean drafted) {
        if (!cancelled) {
            SsdPartialResponseContext context = new SsdPartialResponseContext(this, drafted);
            guarded(() -> handler.onPartialResponse(new PartialResponse(text), context));
        }
    }

    @Override
    public void onThinking(String text) {
        if (!cancelled) {
            guarded(() -> handler.onPartialThinking(new PartialThinking(text), new PartialThinkingContext(this)));
        }
    }

    @Override
    public void onToolCall(int index, ToolExecutionRequest call) {
        if (!cancelled) {
            guarded(() -> handler.onCompleteToolCall(new CompleteToolCall(index, call)));
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
    }

    @Override
    public boolean isCancelled() {
        return cancelled;
    }

    private void guarded(Runnable callback) {
        try {
            callback.run();
        } catch (Exception e) {
            fail(e);
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
