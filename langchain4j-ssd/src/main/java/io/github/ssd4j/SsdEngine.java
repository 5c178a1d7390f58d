package io.github.ssd4j;

import dev.langchain4j.data.message.ChatMessage;
import io.github.ssd4j.chat.ChatTemplate;
import io.github.ssd4j.checkpoint.Checkpoint;
import io.github.ssd4j.checkpoint.ModelConfig;
import io.github.ssd4j.checkpoint.PromptText;
import io.github.ssd4j.checkpoint.Tokenizer;
import io.github.ssd4j.decoder.Exactness;
import io.github.ssd4j.decoder.SkipProfile;
import io.github.ssd4j.engine.EngineRequest;
import io.github.ssd4j.engine.EngineThread;
import io.github.ssd4j.engine.Stop;
import io.github.ssd4j.internal.Ensure;
import io.github.ssd4j.speculative.BatchGenerator;
import io.github.ssd4j.speculative.DrafterKind;
import io.github.ssd4j.speculative.GenerationListener;
import io.github.ssd4j.speculative.GenerationOptions;
import io.github.ssd4j.speculative.GenerationResult;
import io.github.ssd4j.speculative.PromptTooLongException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A model, loaded once: weights, tokenizer, chat template, skip profile and the thread that decodes. {@link SsdChatModel}
 * and {@link SsdStreamingChatModel} are views of it, as many as wanted.
 *
 * <pre>{@code
 * try (SsdEngine engine = SsdEngine.builder().model(Path.of("/models/SmolLM2-135M-Instruct")).build()) {
 *     GenerationResult result = engine.generate("Once upon a time", engine.defaults(), GenerationListener.NONE);
 * }
 * }</pre>
 *
 * <p>Thread-safe. All decoding happens on one platform thread. Up to {@link #maxConcurrent} requests are answered at once, in
 * the same passes of the model. The others wait and begin in the order in which they came. {@code generate} waits for its
 * turn and for its answer. Its listener is called on the engine's thread: one that takes long holds up every answer, and one
 * that asks the same engine and waits fails.
 */
public final class SsdEngine implements AutoCloseable {

    private static final String WARM_UP_PROMPT = "Once upon a time";
    private static final int WARM_UP_TOKENS = 16;

    private final LoadedModel model;
    private final Optional<ChatTemplate> chatTemplate;
    private final SkipProfiles skipProfiles;
    private final RequestDefaults requests;
    private final EngineThread thread;
    private final AnswerConstraints constraints;
    private final Refusals refusals;

    /** Null if requests are answered one at a time: then their callbacks hold up nobody else's answer that is being written. */
    private final @Nullable CallbackPool callbacks;

    /** Takes over {@code thread}, and with it what it owns. */
    SsdEngine(
            LoadedModel model,
            Optional<ChatTemplate> chatTemplate,
            SkipProfiles skipProfiles,
            RequestDefaults requests,
            EngineThread thread) {
        this.model = model;
        this.chatTemplate = chatTemplate;
        this.skipProfiles = skipProfiles;
        this.requests = requests;
        this.thread = thread;
        thread.answersWith(model.generator());
        this.refusals = new Refusals(modelName(), thread.maxQueue());
        this.callbacks = maxConcurrent() > 1 ? new CallbackPool(modelName()) : null;
        this.constraints = new AnswerConstraints(
                model.checkpoint().tokenizer(),
                Set.copyOf(model.checkpoint().config().eosTokenIds()));
    }

    /**
     * What the engine needs of a loaded model.
     *
     * @param device {@code cpu} or {@code cuda:N}
     * @param contextTokens most tokens of prompt and answer together
     */
    record LoadedModel(
            Checkpoint checkpoint,
            BatchGenerator generator,
            String device,
            String dtype,
            String linearKernel,
            Exactness exactness,
            int contextTokens) {}

    /**
     * What holds for requests that do not say otherwise, and who is told of them all.
     *
     * @param timeout null for none
     */
    record RequestDefaults(
            GenerationOptions options, @Nullable Duration timeout, EngineListeners listeners) {}

    public static SsdEngineBuilder builder() {
        return new SsdEngineBuilder();
    }

    /** Name of the model's directory, or of its file without {@code .gguf}. */
    public String modelName() {
        return model.checkpoint().name();
    }

    public ModelConfig config() {
        return model.checkpoint().config();
    }

    /** {@code cpu} or {@code cuda:N}. */
    public String device() {
        return model.device();
    }

    /** What the weights were rounded to; {@code stored} if they are held in the 4 or 8 bits that they are stored in. */
    public String dtype() {
        return model.dtype();
    }

    /**
     * What multiplies by the weights, {@code onednn}, {@code fbgemm}, {@code int4pack} or {@code plain}: see {@link
     * io.github.ssd4j.decoder.DecoderOptions}.
     */
    public String linearKernel() {
        return model.linearKernel();
    }

    /** Whether speculative decoding gives exactly the text of plain decoding with this model on this machine. */
    public Exactness exactness() {
        return model.exactness();
    }

    /** The most tokens that a prompt and its answer may have together. */
    public int contextTokens() {
        return model.contextTokens();
    }

    public Tokenizer tokenizer() {
        return model.checkpoint().tokenizer();
    }

    /** Absent for a base model that brings none and was given none. */
    public Optional<ChatTemplate> chatTemplate() {
        return chatTemplate;
    }

    /** The sub-layers that are skipped when drafting, unless a request says otherwise. */
    public SkipProfile skipProfile() {
        return requests.options().profile();
    }

    /** The profiles that requests can choose from. */
    public SkipProfiles skipProfiles() {
        return skipProfiles;
    }

    /** The options of a request that says nothing: greedy, with this engine's skip profile and draft policy. */
    public GenerationOptions defaults() {
        return requests.options();
    }

    /**
     * How many requests are answered at once; one more waits. Unless the builder was told otherwise, 16 on a GPU and with oneDNN in 16
     * bits, else 8; 1 where {@link #exactness} is not bit-exact, so that no answer depends on its neighbours.
     */
    public int maxConcurrent() {
        return model.generator().maxConcurrent();
    }

    /** How many requests are being answered at this moment. */
    public int activeRequests() {
        return thread.active();
    }

    /** How many requests wait for their turn at this moment; those that are being answered are not among them. */
    public int waitingRequests() {
        return thread.waiting();
    }

    /** How many requests may wait while there is no room to answer one more; one more is refused. */
    public int maxQueue() {
        return thread.maxQueue();
    }

    /** Whether {@link #close} was called; requests are refused from then on. */
    public boolean isClosed() {
        return thread.isClosed();
    }

    /**
     * Writes a few tokens that nobody sees, so that the first request is as fast as the next ones. The engine's timeout does
     * not hold for it, and listeners are not told of it.
     *
     * @throws IllegalStateException if the engine is closed, or a callback of the engine calls this
     */
    public void warmUp() {
        GenerationOptions options =
                defaults().toBuilder().maxTokens(WARM_UP_TOKENS).build();
        thread.requireOtherThread();
        int[] prompt = encode(WARM_UP_PROMPT);
        Stop stop = new Stop();
        PendingAnswer answer = new PendingAnswer();
        var untold = new ReportedOutcome(answer, refusals, options, stop, EngineListeners.NONE);
        thread.submit(new EngineRequest(prompt, options, GenerationListener.NONE, stop, untold), null);
        refusals.await(answer, stop);
    }

    /**
     * Continues a text as it is, without a chat template. The tokens that the model wants around a text are added, and the
     * text of a control token becomes that token: a prompt that holds texts of others belongs into a conversation.
     *
     * @param listener called on the engine's thread, where it must be quick: it holds up every answer that is being written
     * @throws PromptTooLongException if the prompt fills the context
     * @throws dev.langchain4j.exception.RateLimitException if the queue is full
     * @throws dev.langchain4j.exception.TimeoutException if it takes longer than the engine's timeout
     * @throws IllegalStateException if the engine is closed, also while the answer is written
     */
    public GenerationResult generate(String prompt, GenerationOptions options, GenerationListener listener) {
        return ask(encode(Ensure.notNull(prompt, "prompt")), options, listener, null, new Stop());
    }

    /**
     * Answers a conversation.
     *
     * @throws io.github.ssd4j.chat.ChatTemplateException if the chat template refuses the conversation
     * @throws IllegalStateException if the model has no chat template, or the engine is closed
     * @throws dev.langchain4j.exception.UnsupportedFeatureException if a message has other content than text
     */
    public GenerationResult generate(
            List<ChatMessage> messages, GenerationOptions options, GenerationListener listener) {
        return ask(encode(Ensure.notNull(messages, "messages")), options, listener, null, new Stop());
    }

    /** Continues tokens, for those who make their prompts themselves. */
    public GenerationResult generate(int[] prompt, GenerationOptions options, GenerationListener listener) {
        return ask(Ensure.notNull(prompt, "prompt").clone(), options, listener, null, new Stop());
    }

    /** The prompt of a conversation, in tokens. */
    int[] encode(List<ChatMessage> messages) {
        return encode(ChatMessages.render(requireChatTemplate(), messages, List.of()));
    }

    /**
     * The tokens of a prompt.
     *
     * @throws IllegalStateException if the engine is closed, perhaps meanwhile
     */
    int[] encode(PromptText prompt) {
        return whileOpen(() -> tokenizer().encode(prompt));
    }

    /** The tokens of a text to go on with, control tokens among them. */
    private int[] encode(String text) {
        return whileOpen(() -> tokenizer().encode(text, true));
    }

    private int[] whileOpen(Supplier<int[]> encoding) {
        requireOpen();
        try {
            return encoding.get();
        } catch (IllegalStateException e) {
            requireOpen();
            throw e;
        }
    }

    /** @throws IllegalStateException if it is closed, which listeners are told as of any request that fails for that */
    void requireOpen() {
        if (thread.isClosed()) {
            RuntimeException failure = refusals.closed();
            requests.listeners().onFailure(failure);
            throw failure;
        }
    }

    /** @throws PromptTooLongException if there is no room for one more token */
    void requireFits(int[] prompt) {
        if (prompt.length >= contextTokens()) {
            throw new PromptTooLongException(prompt.length, contextTokens());
        }
    }

    /** Where callbacks of streamed answers run, unless a model has an executor; empty: on the engine's thread. */
    Optional<CallbackPool> callbacks() {
        return Optional.ofNullable(callbacks);
    }

    AnswerConstraints constraints() {
        return constraints;
    }

    ChatTemplate requireChatTemplate() {
        return chatTemplate.orElseThrow(
                () -> new IllegalStateException(("the model %s has no chat template; give it one "
                                + "with SsdEngine.builder().chatTemplate(...), ChatTemplate.plain() for a model that was never "
                                + "trained to chat, or use SsdEngine.generate to continue a text")
                        .formatted(modelName())));
    }

    /**
     * Continues {@code prompt} and waits for the result. An interrupted caller abandons the request.
     *
     * @param timeout null for that of the engine
     */
    GenerationResult ask(
            int[] prompt,
            GenerationOptions options,
            GenerationListener listener,
            @Nullable Duration timeout,
            Stop stop) {
        thread.requireOtherThread();
        PendingAnswer answer = new PendingAnswer();
        submit(prompt, options, listener, timeout, stop, answer);
        return refusals.await(answer, stop);
    }

    /**
     * Queues a request. {@code caller} is told on the engine's thread, or where {@link EngineThread#submit} says.
     *
     * @param timeout null for that of the engine
     */
    void submit(
            int[] prompt,
            GenerationOptions options,
            GenerationListener listener,
            @Nullable Duration timeout,
            Stop stop,
            Caller caller) {
        Ensure.notNull(options, "options");
        Ensure.notNull(listener, "listener");
        requireFits(prompt);
        var outcome = new ReportedOutcome(caller, refusals, options, stop, requests.listeners());
        thread.submit(
                new EngineRequest(prompt, options, listener, stop, outcome),
                timeout == null ? requests.timeout() : timeout);
    }

    /** Of the profile that drafts; {@code none} if none does. */
    static String profileName(GenerationOptions options) {
        return options.draftsWith(DrafterKind.SKIP) ? options.profile().name() : SkipProfiles.NONE;
    }

    /**
     * Refuses new requests, stops the answers that are being written, refuses the requests that wait and frees the model; with
     * {@link SsdEngineBuilder#closeGrace} these may go on for a while first. May be called more than once and from any thread.
     * Returns when everything is freed; called on the engine's thread, by a listener, it returns at once and the model is
     * freed when the answers have ended. The last callbacks of streamed answers have what is left of the grace to end, at
     * least a second; one that takes longer still runs when this returns.
     */
    @Override
    public void close() {
        long start = System.nanoTime();
        thread.close();
        if (callbacks != null) {
            callbacks.shutDown();
            if (!thread.isCurrent()) {
                callbacks.awaitLastCallbacks(thread.closeGrace().minusNanos(System.nanoTime() - start));
            }
        }
    }

    /** Waited for by whoever asked. */
    private static final class PendingAnswer extends CompletableFuture<GenerationResult> implements Caller {

        @Override
        public void answered(GenerationResult result) {
            complete(result);
        }

        @Override
        public void failed(Throwable failure) {
            completeExceptionally(failure);
        }
    }
}
