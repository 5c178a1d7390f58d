package io.github.ssd4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import io.github.ssd4j.chat.AnswerParser;
import io.github.ssd4j.chat.AnswerPart;
import io.github.ssd4j.speculative.GenerationListener;
import io.github.ssd4j.speculative.TextPiece;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Takes the text of a generation apart, hands the parts to a listener and puts the message together from them. */
final class AnswerAssembly implements GenerationListener {

    private final AnswerParser parser;
    private final AnswerListener listener;
    private final boolean returnThinking;
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder thinking = new StringBuilder();
    private final List<ToolExecutionRequest> calls = new ArrayList<>();
    private @Nullable String drafter;

    /** @param returnThinking whether thoughts are handed out; else they are dropped */
    AnswerAssembly(AnswerParser parser, AnswerListener listener, boolean returnThinking) {
        this.parser = parser;
        this.listener = listener;
        this.returnThinking = returnThinking;
    }

    @Override
    public void onText(TextPiece piece) {
        drafter = piece.drafter();
        parser.push(piece.text()).forEach(this::add);
    }

    /** The message, once the generation has ended. */
    AiMessage finish() {
        parser.finish().forEach(this::add);
        return AiMessage.builder()
                .text(text.isEmpty() ? null : text.toString())
                .thinking(thinking.isEmpty() ? null : thinking.toString())
                .toolExecutionRequests(calls)
                .build();
    }

    private void add(AnswerPart part) {
        if (part instanceof AnswerPart.Text words) {
            text.append(words.text());
            listener.onText(words.text(), drafter);
        } else if (part instanceof AnswerPart.ToolCall call) {
            ToolExecutionRequest request = ToolExecutionRequest.builder()
                    .id(UUID.randomUUID().toString())
                    .name(call.name())
                    .arguments(call.arguments())
                    .build();
            calls.add(request);
            listener.onToolCall(calls.size() - 1, request);
        } else if (part instanceof AnswerPart.Thinking thoughts && returnThinking) {
            thinking.append(thoughts.text());
            listener.onThinking(thoughts.text());
        }
    }
}
