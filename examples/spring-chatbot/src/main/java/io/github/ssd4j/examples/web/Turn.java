package io.github.ssd4j.examples.web;

import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.memory.ChatMemory;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.service.TokenStream;
import dev.langchain4j.service.tool.ToolExecution;
import io.github.ssd4j.SsdPartialResponseContext;
import io.github.ssd4j.SsdRequestHandle;
import io.github.ssd4j.examples.web.Exchange.Said;
import io.github.ssd4j.examples.web.Message.Piece;
import io.github.ssd4j.examples.web.Message.ToolCall;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A question and the answer that is written to it. It is over when the answer has ended, failed or been stopped. A stop
 * reaches the engine at once, also while the question waits; what the engine still says is ignored.
 *
 * <p>Thread-safe: the model's thread writes, the user's request and the stream to the browser stop.
 */
final class Turn {

    private static final Logger log = LoggerFactory.getLogger(Turn.class);

    private final Conversation conversation;
    private final String question;
    private final AnswerMemory memory;
    private final int before;
    private final boolean speculative;
    private final EventStream stream;
    private final SsdRequestHandle handle = new SsdRequestHandle();
    private final GrowingReply reply = new GrowingReply();
    private final long taken = System.nanoTime();
    private Runnable engineDone = () -> {};
    private boolean over;
    private boolean announced;
    private @Nullable RateLimitException refusal;

    /**
     * @param memory a copy of what the model remembers of the conversation
     * @param speculative whether the answer is to be drafted
     */
    Turn(Conversation conversation, String question, AnswerMemory memory, boolean speculative, EventStream stream) {
        this.conversation = conversation;
        this.question = question;
        this.memory = memory;
        this.before = memory.kept();
        this.speculative = speculative;
        this.stream = stream;
    }

    ChatMemory memory() {
        return memory;
    }

    GrowingReply reply() {
        return reply;
    }

    /** To be given to every request of this turn. */
    SsdRequestHandle handle() {
        return handle;
    }

    /** What the browser gets. */
    EventStream stream() {
        return stream;
    }

    /**
     * Tells the browser which messages are being written.
     *
     * @param messages the question and the answer; nothing if the turn is over already
     */
    void announce(List<Message> messages) {
        if (!messages.isEmpty()) {
            stream.send("begun", new Begun(ids(messages.get(0)), ids(messages.get(1))));
        }
    }

    private static Ids ids(Message message) {
        return new Ids(message.id(), message.versions());
    }

    private record Begun(Ids question, Ids answer) {}

    private record Ids(String id, List<String> versions) {}

    /**
     * Has the answer written.
     *
     * @param engineDone called when the engine has no more to do with this turn; perhaps more than once
     * @throws RateLimitException if the engine takes no more requests; then this turn has not been
     */
    void start(TokenStream answer, Runnable engineDone) {
        this.engineDone = engineDone;
        stream.onGone(this::stop);
        answer.onPartialResponseWithContext(this::onPiece)
                .beforeToolExecution(call -> requireWanted())
                .onToolExecuted(this::onTool)
                .onCompleteResponse(this::onComplete)
                .onError(this::onFailure)
                .start();
        if (handle.isCancelled()) {
            engineDone.run(); // The browser left before the request was made, which then ended at once.
        }
        synchronized (this) {
            announced = true;
            if (refusal != null) {
                throw refusal;
            }
        }
    }

    private synchronized void onPiece(PartialResponse response, PartialResponseContext context) {
        if (!over) {
            String drafter = context instanceof SsdPartialResponseContext ours ? ours.drafter() : null;
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - taken);
            Piece piece = new Piece(response.text(), drafter, millis);
            reply.add(piece);
            stream.send("piece", piece);
        }
    }

    /** A tool is not run for nobody. */
    private synchronized void requireWanted() {
        if (over) {
            throw new CancellationException("the answer was stopped");
        }
    }

    private synchronized void onTool(ToolExecution execution) {
        if (!over) {
            ToolCall call =
                    new ToolCall(execution.request().name(), execution.request().arguments(), execution.result());
            reply.add(call);
            stream.send("tool", call);
        }
    }

    private void onComplete(ChatResponse response) {
        boolean cutOff = response.metadata().finishReason() == FinishReason.LENGTH;
        Figures figures = Figures.of(response.metadata(), speculative);
        synchronized (this) {
            if (!over) {
                // A question without any answer was not asked: the next prompt has to alternate.
                Said said = reply.text().isBlank() ? null : new Said(memory.added(), memory.kept());
                done(cutOff ? Outcome.LENGTH : Outcome.COMPLETE, figures, said);
            }
        }
        engineDone.run();
    }

    private void onFailure(Throwable failure) {
        synchronized (this) {
            if (!over && !announced && failure instanceof RateLimitException full) {
                over = true;
                refusal = full;
                takeBack();
            } else if (!over) {
                fail(Problem.of(failure));
            }
        }
        engineDone.run();
    }

    private void fail(Problem problem) {
        if (problem.isUnexpected()) {
            log.warn("an answer failed", problem.cause());
        }
        over = true;
        reply.end(Outcome.FAILED, problem.message(), null);
        conversation.end(this, null);
        stream.send("error", Map.of("code", problem.code(), "message", problem.message()));
        stream.end();
    }

    /** Ends the answer here: what there is of it stays, also in the model's memory. Nothing happens if it is over. */
    void stop() {
        synchronized (this) {
            if (over) {
                return;
            }
            String text = reply.text();
            done(Outcome.STOPPED, null, text.isBlank() ? null : Said.of(question, text, before));
        }
        handle.cancel();
        engineDone.run();
    }

    private void done(Outcome outcome, @Nullable Figures figures, @Nullable Said said) {
        over = true;
        reply.end(outcome, null, figures);
        conversation.end(this, said);
        stream.send("done", new Done(outcome, figures));
        stream.end();
    }

    private record Done(Outcome outcome, @Nullable Figures figures) {}

    /** The answer could not be begun: as if the question had not been asked. */
    synchronized void takeBack() {
        over = true;
        conversation.takeBack(this);
        stream.discard();
    }
}
