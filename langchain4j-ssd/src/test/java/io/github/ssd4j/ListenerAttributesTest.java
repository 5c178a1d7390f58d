package io.github.ssd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.ChatRequestOptions;
import dev.langchain4j.model.chat.listener.ChatModelErrorContext;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.listener.ChatModelRequestContext;
import dev.langchain4j.model.chat.listener.ChatModelResponseContext;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What listeners see: the attributes of a call, and the merged request. */
@Timeout(30)
class ListenerAttributesTest {

    private static final ChatRequestOptions OPTIONS = ChatRequestOptions.builder()
            .listenerAttributes(Map.of("user", "seven"))
            .build();

    private static final String TOO_LONG = "once upon a time ".repeat(200);

    private final ScriptedEngine scripted = ScriptedEngine.saying("answer");
    private final List<String> seen = Collections.synchronizedList(new ArrayList<>());
    private final SsdChatModel model = SsdChatModel.builder()
            .engine(scripted.engine)
            .seed(7L)
            .listeners(List.of(new Recorder()))
            .build();
    private final SsdStreamingChatModel streamingModel = SsdStreamingChatModel.builder()
            .engine(scripted.engine)
            .seed(7L)
            .listeners(List.of(new Recorder()))
            .build();

    @AfterEach
    void close() {
        scripted.engine.close();
    }

    @Test
    void chat_model_should_hand_the_attributes_of_the_call_to_its_listeners() {
        model.chat(request("Hello"), OPTIONS);
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> model.chat(request(TOO_LONG), OPTIONS));

        assertThat(seen)
                .containsExactly(
                        "request seven 7", "response seven request answer", "request seven 7", "error seven request");
    }

    @Test
    void streaming_chat_model_should_hand_the_attributes_of_the_call_to_its_listeners() {
        stream("Hello").join();
        stream(TOO_LONG).exceptionally(failure -> null).join();

        assertThat(seen)
                .containsExactly(
                        "request seven 7", "response seven request answer", "request seven 7", "error seven request");
    }

    private CompletableFuture<ChatResponse> stream(String question) {
        CompletableFuture<ChatResponse> done = new CompletableFuture<>();
        streamingModel.chat(request(question), OPTIONS, new StreamingChatResponseHandler() {
            @Override
            public void onCompleteResponse(ChatResponse response) {
                done.complete(response);
            }

            @Override
            public void onError(Throwable failure) {
                done.completeExceptionally(failure);
            }
        });
        return done;
    }

    private static ChatRequest request(String question) {
        return ChatRequest.builder().messages(UserMessage.from(question)).build();
    }

    private final class Recorder implements ChatModelListener {

        @Override
        public void onRequest(ChatModelRequestContext context) {
            assertThat(context.modelProvider()).isEqualTo(ModelProvider.OTHER);
            SsdChatRequestParameters parameters =
                    (SsdChatRequestParameters) context.chatRequest().parameters();
            context.attributes().put("phase", "request");
            seen.add("request " + context.attributes().get("user") + " " + parameters.seed());
        }

        @Override
        public void onResponse(ChatModelResponseContext context) {
            Map<Object, Object> attributes = context.attributes();
            seen.add("response " + attributes.get("user") + " " + attributes.get("phase") + " "
                    + context.chatResponse().aiMessage().text());
        }

        @Override
        public void onError(ChatModelErrorContext context) {
            Map<Object, Object> attributes = context.attributes();
            seen.add("error " + attributes.get("user") + " " + attributes.get("phase"));
        }
    }
}
