package io.github.ssd4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.concurrent.CompletableFuture;

/** What holds wherever callbacks run but on the engine's thread. The engines say "one two three four". */
final class CallbackChecks {

    private CallbackChecks() {}

    /** Returns what it was told. */
    static Recorder comeInOrder(SsdStreamingChatModel model) throws Exception {
        Recorder recorder = new Recorder();

        model.chat("Hello", recorder);

        assertThat(recorder.answer().aiMessage().text()).isEqualTo("one two three four");
        assertThat(recorder.pieces).containsExactly("one ", "[two ]", "three ", "[four]");
        return recorder;
    }

    static void mayAskTheSameEngineAndWait(SsdEngine engine, SsdStreamingChatModel model) throws Exception {
        SsdChatModel other = SsdChatModel.builder().engine(engine).build();
        CompletableFuture<String> inner = new CompletableFuture<>();
        Recorder recorder = new Recorder() {
            @Override
            public void onCompleteResponse(ChatResponse response) {
                inner.complete(other.chat("Hello again"));
                super.onCompleteResponse(response);
            }
        };

        model.chat("Hello", recorder);

        recorder.answer();
        assertThat(inner).isCompletedWithValue("one two three four");
    }
}
