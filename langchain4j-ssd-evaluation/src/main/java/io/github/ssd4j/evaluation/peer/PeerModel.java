package io.github.ssd4j.evaluation.peer;

import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.ChatRequestOptions;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A chat model of any LangChain4j provider, made by its builder:
 *
 * <pre>{@code
 * PeerModel.create(
 *         "dev.langchain4j.model.ollama.OllamaChatModel",
 *         Map.of("baseUrl", "http://localhost:11434", "modelName", "smollm2:135m", "temperature", "0", "timeout", "5m"),
 *         List.of(Path.of("ollama-jars")))
 * }</pre>
 *
 * <p>As thread-safe as the model is.
 */
public final class PeerModel implements ChatModel, AutoCloseable {

    private final ChatModel model;
    private final URLClassLoader loader;

    private PeerModel(ChatModel model, URLClassLoader loader) {
        this.model = model;
        this.loader = loader;
    }

    /**
     * Makes a model: calls the static method {@code builder()} of its class, for each property the builder's method of that
     * name with one parameter, and {@code build()}.
     *
     * <p>A property can be a text, a number, true or false, a duration ({@code 30s}, {@code PT30S}), a path, a URI or URL, a
     * constant of an enum, or a list of such things with commas between them. Of overloaded methods the first is taken that the
     * text can be converted for, a text before all else. If a value begins with <code>${env:NAME}</code>, the environment
     * variable of that name is put in.
     *
     * @param properties are set in the order of the map
     * @param classpath jars, folders of classes or of jars, and {@code folder/*} for its jars; what this program has itself, as
     *     the core of LangChain4j, is not taken from there
     * @throws IllegalArgumentException if the class cannot be found or is no such model, a property is unknown or its value not
     *     one, or the builder or the model refuses; the message is one line
     */
    public static PeerModel create(String className, Map<String, String> properties, List<Path> classpath) {
        return new PeerBuilder(className, System::getenv).build(properties, ClassPath.loader(classpath));
    }

    /** Keeps a model that was made by the builder of its class. */
    static PeerModel of(ChatModel model, URLClassLoader loader) {
        return new PeerModel(model, loader);
    }

    /** Overridden as a whole, for there are models that answer here rather than in {@link #doChat}. */
    @Override
    public ChatResponse chat(ChatRequest request) {
        return within(loader, () -> model.chat(request));
    }

    @Override
    public ChatResponse chat(ChatRequest request, ChatRequestOptions options) {
        return within(loader, () -> model.chat(request, options));
    }

    @Override
    public ChatResponse doChat(ChatRequest request) {
        return within(loader, () -> model.doChat(request));
    }

    @Override
    public ChatRequestParameters defaultRequestParameters() {
        return model.defaultRequestParameters();
    }

    @Override
    public List<ChatModelListener> listeners() {
        return model.listeners();
    }

    @Override
    public ModelProvider provider() {
        return model.provider();
    }

    @Override
    public Set<Capability> supportedCapabilities() {
        return model.supportedCapabilities();
    }

    /**
     * Closes the model, if it can be closed, and its class loader. May be called again.
     *
     * @throws IllegalStateException if either cannot be closed; both were tried
     */
    @Override
    public void close() {
        try (loader) {
            if (model instanceof AutoCloseable closeable) {
                closeable.close();
            }
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw new IllegalStateException("the model cannot be closed: " + Calls.reason(e), e);
        }
    }

    /** Providers look for their helpers, such as HTTP clients, with the class loader of the thread. */
    static <T> T within(ClassLoader loader, Supplier<T> action) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return action.get();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
