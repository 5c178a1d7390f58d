package io.github.ssd4j.examples.console;

import dev.langchain4j.data.message.ChatMessage;
import io.github.ssd4j.checkpoint.Checkpoint;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/**
 * A conversation that can go on with another model. Only one model is in memory at a time; it is freed when this object is
 * closed.
 */
final class SwitchingConversation implements Conversation, AutoCloseable {

    private final Function<Path, EngineConversation> opener;
    private final Runnable leave;
    private Path path;
    private volatile EngineConversation current;
    private volatile boolean switching;

    /**
     * @param opener loads a model
     * @param leave what a cancellation does while a model is fetched or loaded, which nothing can stop
     */
    SwitchingConversation(Path path, Function<Path, EngineConversation> opener, Runnable leave) {
        this.opener = opener;
        this.leave = leave;
        this.path = path;
        this.current = opener.apply(path);
    }

    /**
     * Goes on with another model, which gets to know what was said so far.
     *
     * @param locate finds the model, and fetches it where needed; the one before stays until it is there
     * @throws RuntimeException if the other cannot be had or opened; the conversation then goes on with the one before
     */
    void open(Function<String, Path> locate, String name) {
        switching = true;
        try {
            Path next = locate.apply(name);
            // What does not open at all is found out while the model before is still there.
            Checkpoint.open(next).close();
            List<ChatMessage> said = current.said();
            boolean speculative = current.isSpeculative();
            current.close();
            try {
                current = opener.apply(next);
                path = next;
            } catch (RuntimeException e) {
                current = opener.apply(path);
                throw e;
            } finally {
                current.setSpeculative(speculative);
                current.goOn(said);
            }
        } finally {
            switching = false;
        }
    }

    @Override
    public Answer ask(String question, Listener listener) {
        return current.ask(question, listener);
    }

    @Override
    public void cancel() {
        if (switching) {
            leave.run();
        } else {
            current.cancel();
        }
    }

    @Override
    public void reset() {
        current.reset();
    }

    @Override
    public boolean isSpeculative() {
        return current.isSpeculative();
    }

    @Override
    public void setSpeculative(boolean speculative) {
        current.setSpeculative(speculative);
    }

    @Override
    public Settings settings() {
        return current.settings();
    }

    @Override
    public ModelFacts facts() {
        return current.facts();
    }

    @Override
    public void close() {
        current.close();
    }
}
