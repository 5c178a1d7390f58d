package io.github.ssd4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialThinkingContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import io.github.ssd4j.engine.Stop;
import io.github.ssd4j.internal.Ensure;
import io.github.ssd4j.speculative.GenerationResult;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls the handler of one streamed answer. What a callback throws goes to {@code onError} and does not stop the answer,
 * as LangChain4j wants it. A handler that throws again and again is taken for one whose client has gone: it stops the
 * answer. Once cancelled, or gone, nothing more is called.
 */
final class StreamingCaller implements Caller, AnswerListener, StreamingHandle {

    private static final Logger log = LoggerFactory.getLogger(SsdStreamingChatModel.class);

    /** Callbacks in a row that fail before the answer is stopped: more than a short answer has, and a second's worth. */
    static final int MOST_FAILURES = 32;

    private final StreamingChatResponseHandler handler;
    private final Stop stop = new Stop();
    private @Nullable CallbackThread callbacks;
    private @Nullable PreparedChat chat;
    private volatile boolean cancelled;

    /** Nobody takes the callbacks. */
    private volatile boolean gone;

    /** Whether the last callback has come. Only the thread that calls the handler uses it. */
    private boolean over;

    /** In a row. Only the thread that calls the handler uses it. */
    private int failures;

    StreamingCaller(StreamingChatResponseHandler handler) {
        this.handler = handler;
    }

    /**
     * Has the handler called by a thread of {@code executor} instead of wherever this is called. To be called before {@link
     * #submit} and {@link #failed}, one of which must follow: that thread waits for them.
     *
     * @throws RateLimitException if the executor takes no more
     */
    void callOn(Executor executor) {
        try {
            callbacks = new CallbackThread(executor, this::interrupted);
        } catch (RejectedExecutionException e) {
            throw new RateLimitException("the executor for the callbacks of streamed answers takes no more", e);
        }
    }

    /** As {@link #callOn}; a closed engine's pool takes no more, so that the handler is told of that right here. */
    void callOnIfOpen(CallbackPool pool) {
        try {
            callbacks = new CallbackThread(pool, this::interrupted);
        } catch (RejectedExecutionException e) {
            log.debug("the engine is closed", e);
        }
    }

    /** Has {@code prepared} answered, which tells this listener. What refuses it goes to the handler. */
    void submit(PreparedChat prepared) {
        chat = prepared;
        prepared.attach(stop);
        try {
            prepared.submit(stop, this);
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    @Override
    public void answered(GenerationResult result) {
        try {
            ChatResponse response = Ensure.notNull(chat, "chat").response(result);
            call(() -> {
                over = true;
                handler.onCompleteResponse(response);
            });
        } catch (Throwable e) {
            reportLast(e);
        } finally {
            end();
        }
    }

    @Override
    public void failed(Throwable failure) {
        reportLast(failure);
        end();
    }

    private void reportLast(Throwable failure) {
        call(() -> {
            over = true;
            report(ChatCore.failure(failure));
        });
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
        stop.request(Stop.Reason.CANCELLED);
    }

    @Override
    public boolean isCancelled() {
        return cancelled || (chat != null && chat.isCancelled());
    }

    private void call(Runnable callback) {
        if (callbacks == null) {
            guarded(callback);
        } else {
            callbacks.call(() -> guarded(callback));
        }
    }

    private void guarded(Runnable callback) {
        if (gone || isCancelled()) {
            return;
        }
        try {
            callback.run();
            failures = 0;
        } catch (Throwable e) {
            failures++;
            report(e);
            if (failures == MOST_FAILURES) {
                log.warn("a streaming handler failed {} times in a row, so its answer is stopped", failures, e);
                abandon();
            }
        }
    }

    /** On the executor's thread, which will run no more callbacks. */
    private void interrupted() {
        if (!over && !gone && !isCancelled()) {
            abandon();
            report(new CancellationException("the executor for the callbacks of this streamed answer was shut down"));
        }
    }

    private void abandon() {
        gone = true;
        stop.request(Stop.Reason.ABANDONED);
    }

    /** Throws nothing. */
    private void report(Throwable failure) {
        if (isCancelled()) {
            return;
        }
        try {
            handler.onError(failure);
        } catch (Throwable e) {
            log.warn("onError of a streaming handler failed", e);
        }
    }

    private void end() {
        if (chat != null) {
            chat.detach(stop);
        }
        if (callbacks != null) {
            callbacks.end();
        }
    }
}
