package io.github.ssd4j.examples.web.openai;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialThinking;
import io.github.ssd4j.SsdRequestHandle;
import io.github.ssd4j.examples.web.EventStream;
import io.github.ssd4j.examples.web.openai.ChatCompletion.Choice;
import io.github.ssd4j.examples.web.openai.ChatCompletion.Delta;
import io.github.ssd4j.examples.web.openai.ChatCompletion.ToolCall;
import io.github.ssd4j.examples.web.openai.ChatCompletion.Usage;
import java.time.Duration;
import java.util.List;
import org.springframework.http.MediaType;

/** An answer that is sent while it is written. */
final class StreamedCompletion extends Completion {

    private static final String OBJECT = "chat.completion.chunk";
    private static final String DONE = "[DONE]";

    private boolean begun;

    StreamedCompletion(
            ChatCompletionRequest request,
            String model,
            SsdRequestHandle handle,
            EventStream stream,
            Duration patience) {
        super(request, model, handle, stream, MediaType.TEXT_EVENT_STREAM, patience);
    }

    @Override
    public void onPartialResponse(String text) {
        send(Delta.text(text));
    }

    @Override
    public void onPartialThinking(PartialThinking thinking) {
        send(Delta.thinking(thinking.text()));
    }

    @Override
    public void onCompleteToolCall(CompleteToolCall call) {
        if (call.index() == 0 || request().isManyCallsAllowed()) {
            send(Delta.call(ToolCall.of(call.index(), call.toolExecutionRequest())));
        }
    }

    private void send(Delta delta) {
        begin();
        stream().sendData(part(Choice.part(delta, null)));
    }

    /** Callbacks come on one thread. */
    private void begin() {
        if (!begun) {
            begun = true;
            commit();
            stream().sendData(part(Choice.part(Delta.BEGIN, null)));
        }
    }

    private ChatCompletion part(Choice choice) {
        return completion(OBJECT, List.of(choice), null);
    }

    @Override
    void complete(ChatResponse answer) {
        begin();
        stream().sendData(part(Choice.part(Delta.END, ChatCompletion.finishReason(answer.finishReason()))));
        if (request().isUsageIncluded()) {
            stream().sendData(completion(OBJECT, List.of(), Usage.of(answer.metadata())));
        }
        stream().sendData(DONE);
    }

    @Override
    void fail(OpenAiException error) {
        stream().sendData(error.body());
        stream().end();
    }
}
