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
    private final List<ChatMessage> messages = new ArrayList<>();
    private volatile @Nullable StreamedAnswer current;

    ChatConversation(SsdEngine engine, ChatOptions options, Settings settings) {
        super(engine, settings, !options.plain);
        this.model = SsdStreamingChatModel.builder().engine(engine).build();
    }

    @Override
    public Answer ask(String question, Listener listener) {
        messages.add(UserMessage.from(question));
        StreamedAnswer answer = new StreamedAnswer(listener);
        current = answer;
        try {
            model.chat(
                    ChatRequest.builder()
                            .messages(conversation())
                            .parameters(parameters())
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

    @Override
    List<ChatMessage> said() {
        return List.copyOf(messages);
    }

    @Override
    void goOn(List<ChatMessage> said) {
        messages.addAll(said);
    }

    private List<ChatMessage> conversation() {
        List<ChatMessage> conversation = new ArrayList<>();
        String system = settings().system();
        if (system != null) {
            conversation.add(SystemMessage.from(system));
        }
        conversation.addAll(messages);
        return conversation;
    }

    private SsdChatRequestParameters parameters() {
        return SsdChatRequestParameters.builder()
                .speculative(isSpeculative())
                .temperature(settings().temperature())
                .topP(settings().topP())
                .topK(settings().topK())
                .minP(settings().minP())
                .repetitionPenalty(settings().repetitionPenalty())
                .seed(settings().seed())
                .maxOutputTokens(settings().maxTokens())
                .build();
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
    }
}
