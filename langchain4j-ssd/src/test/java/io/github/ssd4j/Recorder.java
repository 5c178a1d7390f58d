package io.github.ssd4j;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Keeps what a streamed answer called, and on which threads. */
class Recorder implements StreamingChatResponseHandler {

    final List<String> pieces = Collections.synchronizedList(new ArrayList<>());
    final List<String> threads = Collections.synchronizedList(new ArrayList<>());
    final List<StreamingHandle> handles = Collections.synchronizedList(new ArrayList<>());
    final CompletableFuture<ChatResponse> done = new CompletableFuture<>();

    @Override
    public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
        boolean drafted = ((SsdPartialResponseContext) context).drafted();
        pieces.add(drafted ? "[" + piece.text() + "]" : piece.text());
        threads.add(Thread.currentThread().getName());
    }

    @Override
    public void onCompleteResponse(ChatResponse response) {
        threads.add(Thread.currentThread().getName());
        done.complete(response);
    }

    @Override
    public void onError(Throwable failure) {
        threads.add(Thread.currentThread().getName());
        done.completeExceptionally(failure);
    }

    ChatResponse answer() throws Exception {
        return done.get(20, TimeUnit.SECONDS);
    }

    Throwable failure() {
        try {
            return new AssertionError("answered: " + answer());
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (Exception e) {
            return e;
        }
    }
}
