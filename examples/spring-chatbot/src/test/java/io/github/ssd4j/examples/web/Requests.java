package io.github.ssd4j.examples.web;

import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.listener.ChatModelRequestContext;
import dev.langchain4j.model.chat.request.ChatRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps the requests that reach the model. */
public final class Requests implements ChatModelListener {

    private final List<ChatRequest> all = new CopyOnWriteArrayList<>();

    @Override
    public void onRequest(ChatModelRequestContext context) {
        all.add(context.chatRequest());
    }

    public ChatRequest last() {
        return all.get(all.size() - 1);
    }
}
