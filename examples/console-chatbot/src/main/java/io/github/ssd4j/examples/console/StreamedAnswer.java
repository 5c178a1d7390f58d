package io.github.ssd4j.examples.console;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.FinishReason;
import io.github.ssd4j.SsdChatResponseMetadata;
import io.github.ssd4j.SsdPartialResponseContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Passes a streamed answer on to the screen, and lets one thread wait for its end and another cancel it. */
final class StreamedAnswer implements StreamingChatResponseHandler {

    private final Conversation.Listener listener;
    private final CompletableFuture<Answer> end = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();
    private boolean cancelled;

    StreamedAnswer(Conversation.Listener listener) {
        this.listener = listener;
    }

    /** Waits for the end. */
    Answer await() {
        try {
            return end.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** The answer so far. */
    synchronized String text() {
        return text.toString();
    }

    /** Ends the wait at once, and the answer with its next token: only then is there a handle to it. */
    synchronized void cancel() {
        cancelled = true;
        end.complete(Answer.CANCELLED);
    }

    @Override
    public synchronized void onPartialResponse(PartialResponse response, PartialResponseContext context) {
        if (cancelled) {
            context.streamingHandle().cancel();
            return;
        }
        text.append(response.text());
        listener.piece(response.text(), context instanceof SsdPartialResponseContext ours ? ours.drafter() : null);
    }

    @Override
    public void onCompleteResponse(ChatResponse response) {
        SsdChatResponseMetadata metadata = (SsdChatResponseMetadata) response.metadata();
        Answer.Ending ending =
                metadata.finishReason() == FinishReason.LENGTH ? Answer.Ending.CUT_OFF : Answer.Ending.COMPLETE;
        end.complete(new Answer(ending, metadata.statistics()));
    }

    @Override
    public void onError(Throwable error) {
        end.completeExceptionally(error);
    }
}
