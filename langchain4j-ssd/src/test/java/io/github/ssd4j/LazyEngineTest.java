package io.github.ssd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.model.chat.request.ChatRequest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Models whose engine is made by the first request. */
@Timeout(30)
class LazyEngineTest {

    private final ScriptedEngine scripted = ScriptedEngine.saying("answer");
    private final AtomicInteger asked = new AtomicInteger();

    private SsdEngine engine() {
        asked.incrementAndGet();
        return scripted.engine;
    }

    @AfterEach
    void close() {
        scripted.engine.close();
    }

    @Test
    void should_ask_for_the_engine_when_the_first_request_comes() throws Exception {
        // given
        SsdChatModel model = SsdChatModel.builder().engine(this::engine).build();
        SsdStreamingChatModel streaming =
                SsdStreamingChatModel.builder().engine(this::engine).build();
        assertThat(asked).hasValue(0);

        // when
        Recorder recorder = new Recorder();
        streaming.chat("Hello", recorder);

        // then
        assertThat(recorder.answer().aiMessage().text()).isEqualTo("answer");
        assertThat(model.chat("Hello")).isEqualTo("answer");
        assertThat(model.chat("Hello")).isEqualTo("answer");
        assertThat(asked).hasValue(2); // Once by each model.
    }

    @Test
    void should_ask_once_however_many_requests_come_first() {
        SsdChatModel model = SsdChatModel.builder().engine(this::engine).build();

        List<CompletableFuture<String>> answers = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> model.chat("Hello")))
                .toList();

        assertThat(answers).allSatisfy(answer -> assertThat(answer.join()).isEqualTo("answer"));
        assertThat(asked).hasValue(1);
    }

    @Test
    void should_ask_again_after_a_failure() {
        // given
        AtomicInteger tries = new AtomicInteger();
        SsdChatModel model = SsdChatModel.builder()
                .engine(() -> {
                    if (tries.getAndIncrement() == 0) {
                        throw new IllegalStateException("not there yet");
                    }
                    return scripted.engine;
                })
                .build();

        // then
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> model.chat("Hello"))
                .withMessage("not there yet");
        assertThat(model.chat("Hello")).isEqualTo("answer");
    }

    @Test
    void should_find_a_wrong_option_at_the_first_request() {
        SsdChatModel model =
                SsdChatModel.builder().engine(this::engine).skipProfile("nope").build();

        assertThatExceptionOfType(SkipProfileException.class)
                .isThrownBy(() -> model.chat("Hello"))
                .withMessageStartingWith("there is no skip profile 'nope'; profiles that fit the loaded model: ");
    }

    @Test
    void should_not_make_the_engine_to_close_it() {
        SsdChatModel.builder().engine(this::engine).build().close();

        assertThat(asked).hasValue(0);
    }

    @Test
    void should_refuse_a_profile_that_a_request_names_wrongly_in_langchain4j_s_terms() {
        SsdChatModel model = SsdChatModel.builder().engine(scripted.engine).build();

        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> model.chat(ChatRequest.builder()
                        .messages(UserMessage.from("Hello"))
                        .parameters(SsdChatRequestParameters.builder()
                                .skipProfile("nope")
                                .build())
                        .build()))
                .withCauseInstanceOf(SkipProfileException.class);
    }
}
