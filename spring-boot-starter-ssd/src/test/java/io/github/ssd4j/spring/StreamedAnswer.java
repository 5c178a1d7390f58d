package io.github.ssd4j.spring;

import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Waits for a streamed answer and keeps the thread that brought it. */
class StreamedAnswer implements StreamingChatResponseHandler {

    final CompletableFuture<ChatResponse> done = new CompletableFuture<>();
    volatile Thread thread = Thread.currentThread();

    static StreamedAnswer to(StreamingChatModel model, String question) {
        StreamedAnswer answer = new StreamedAnswer();
        model.chat(question, answer);
        return answer;
    }

    ChatResponse get() throws Exception {
        return done.get(30, TimeUnit.SECONDS);
    }

    String text() throws Exception {
        return get().aiMessage().text();
    }

    @Override
    public void onPartialResponse(String text) {}

    @Override
    public void onCompleteResponse(ChatResponse response) {
        thread = Thread.currentThread();
        done.complete(response);
    }

    @Override
    public void onError(Throwable failure) {
        thread = Thread.currentThread();
        done.completeExceptionally(failure);
    }
}
