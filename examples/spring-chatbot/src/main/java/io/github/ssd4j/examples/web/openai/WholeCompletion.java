package io.github.ssd4j.examples.web.openai;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import io.github.ssd4j.SsdRequestHandle;
import io.github.ssd4j.examples.web.EventStream;
import io.github.ssd4j.examples.web.openai.ChatCompletion.Choice;
import io.github.ssd4j.examples.web.openai.ChatCompletion.Message;
import io.github.ssd4j.examples.web.openai.ChatCompletion.ToolCall;
import io.github.ssd4j.examples.web.openai.ChatCompletion.Usage;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;

/** An answer that is sent when it is written. White space before it keeps the connection alive. */
final class WholeCompletion extends Completion {

    /** JSON may begin with it. */
    static final String KEEP_ALIVE = "\n";

    WholeCompletion(
            ChatCompletionRequest request,
            String model,
            SsdRequestHandle handle,
            EventStream stream,
            Duration patience) {
        super(request, model, handle, stream, MediaType.APPLICATION_JSON, patience);
    }

    @Override
    void complete(ChatResponse answer) {
        AiMessage said = answer.aiMessage();
        Message message = new Message("assistant", said.text(), null, said.thinking(), calls(said));
        stream()
                .sendBody(completion(
                        "chat.completion",
                        List.of(Choice.whole(message, ChatCompletion.finishReason(answer.finishReason()))),
                        Usage.of(answer.metadata())));
    }

    private @Nullable List<ToolCall> calls(AiMessage said) {
        if (!said.hasToolExecutionRequests()) {
            return null;
        }
        int most = request().isManyCallsAllowed() ? Integer.MAX_VALUE : 1;
        return said.toolExecutionRequests().stream()
                .limit(most)
                .map(call -> ToolCall.of(null, call))
                .toList();
    }

    /** Status 200 has been sent: all that is left is to end the response in its middle, which no client takes for an answer. */
    @Override
    void fail(OpenAiException error) {
        stream().abort(error);
    }
}
