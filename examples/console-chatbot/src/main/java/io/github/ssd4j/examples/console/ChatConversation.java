package io.github.ssd4j.examples.console;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.model.chat.request.ChatRequest;
import io.github.ssd4j.SsdChatRequestParameters;
import io.github.ssd4j.SsdEngine;
import io.github.ssd4j.SsdStreamingChatModel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A conversation through LangChain4j's streaming chat model. */
final class ChatConversation extends EngineConversation {

    private final SsdStreamingChatModel model;
    private final @Nullable String system;
    private final List<ChatMessage> messages = new ArrayList<>();
    private volatile @Nullable StreamedAnswer current;

    ChatConversation(SsdEngine engine, ChatOptions options) {
        super(engine, !options.plain);
        this.system = options.system;
        SsdStreamingChatModel.Builder builder = SsdStreamingChatModel.builder()
                .engine(engine)
                .temperature(options.temperature)
                .maxOutputTokens(options.maxTokens);
        if (options.topP != null) {
            builder.topP(options.topP);
        }
        if (options.topK != null) {
            builder.topK(options.topK);
        }
        if (options.seed != null) {
            builder.seed(options.seed);
        }
        this.model = builder.build();
        reset();
    }

    @Override
    public Answer ask(String question, Listener listener) {
        messages.add(UserMessage.from(question));
        StreamedAnswer answer = new StreamedAnswer(listener);
        current = answer;
        try {
            SsdChatRequestParameters parameters = SsdChatRequestParameters.builder()
                    .speculative(isSpeculative())
                    .build();
            model.chat(
                    ChatRequest.builder()
                            .messages(List.copyOf(messages))
                            .parameters(parameters)
                            .build(),
                    answer);
            Answer finished = answer.await();
            remember(answer.text());
            return finished;
        } catch (RuntimeException e) {
            messages.remove(messages.size() - 1);
            throw withWayOut(e);
        } finally {
            current = null;
        }
    }

    /** What was said before a cancellation was said; a question without any answer was not asked. */
    private void remember(String answer) {
        if (answer.isEmpty()) {
            messages.remove(messages.size() - 1);
        } else {
            messages.add(AiMessage.from(answer));
        }
    }

    private RuntimeException withWayOut(RuntimeException failure) {
        boolean hasHistory = messages.stream().anyMatch(AiMessage.class::isInstance);
        return failure instanceof InvalidRequestException && hasHistory
                ? new InvalidRequestException(
                        failure.getMessage() + "; /reset forgets the conversation so far", failure)
                : failure;
    }

    @Override
    public void cancel() {
        StreamedAnswer answer = current;
        if (answer != null) {
            answer.cancel();
        }
    }

    @Override
    public void reset() {
        messages.clear();
        if (system != null) {
            messages.add(SystemMessage.from(system));
        }
    }
}
