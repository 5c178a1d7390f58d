package io.github.ssd4j;

import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import io.github.ssd4j.speculative.GenerationListener;
import io.github.ssd4j.speculative.TextPiece;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One streamed answer. Exceptions of the user's callbacks go to {@code onError} and do not stop the answer; once
 * cancelled, it calls nothing more.
 */
final class StreamingJob implements EngineThread.Job, GenerationListener, StreamingHandle {

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
    public void onText(TextPiece piece) {
        if (!cancelled) {
            SsdPartialResponseContext context = new SsdPartialResponseContext(this, piece.drafted());
            guarded(() -> handler.onPartialResponse(new PartialResponse(piece.text()), context));
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
