package io.github.ssd4j;

import dev.langchain4j.data.message.ChatMessage;
import io.github.ssd4j.chat.ChatTemplate;
import io.github.ssd4j.checkpoint.Checkpoint;
import io.github.ssd4j.checkpoint.ModelConfig;
import io.github.ssd4j.checkpoint.Tokenizer;
import io.github.ssd4j.decoder.Exactness;
import io.github.ssd4j.decoder.SkipProfile;
import io.github.ssd4j.internal.Ensure;
import io.github.ssd4j.speculative.DrafterKind;
import io.github.ssd4j.speculative.GenerationListener;
import io.github.ssd4j.speculative.GenerationOptions;
import io.github.ssd4j.speculative.GenerationResult;
import io.github.ssd4j.speculative.GenerationStats;
import io.github.ssd4j.speculative.Generator;
import io.github.ssd4j.speculative.TextPiece;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
 * <p>Thread-safe. All decoding happens on one platform thread, request after request in the order in which they came;
 * {@code generate} waits for its turn and for its answer. Listeners are called on that thread.
 */
public final class SsdEngine implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SsdEngine.class);

    private static final String WARM_UP_PROMPT = "Once upon a time";
    private static final int WARM_UP_TOKENS = 16;

    private final LoadedModel model;
    private final Optional<ChatTemplate> chatTemplate;
    private final SkipProfiles skipProfiles;
    private final GenerationOptions defaults;
    private final EngineThread thread;
    private final AnswerConstraints constraints;

    /** Takes over {@code thread}, and with it what it owns. */
    SsdEngine(
            LoadedModel model,
            Optional<ChatTemplate> chatTemplate,
            SkipProfiles skipProfiles,
            GenerationOptions defaults,
            EngineThread thread) {
        this.model = model;
        this.chatTemplate = chatTemplate;
        this.skipProfiles = skipProfiles;
        this.defaults = defaults;
        this.thread = thread;
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
            Generator generator,
            String device,
            String dtype,
            String linearKernel,
            Exactness exactness,
            int contextTokens) {}

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

    /** {@code float32}, {@code bfloat16} or {@code float16}. */
    public String dtype() {
        return model.dtype();
    }

    /**
     * What multiplies by the weights, {@code onednn}, {@code fbgemm} or {@code plain}: see {@link
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
        return defaults.profile();
    }

    /** The profiles that requests can choose from. */
    public SkipProfiles skipProfiles() {
        return skipProfiles;
    }

    /** The options of a request that says nothing: greedy, with this engine's skip profile and draft policy. */
    public GenerationOptions defaults() {
        return defaults;
    }

    /** How many requests wait for their turn at this moment; the one that is being answered is not among them. */
    public int waitingRequests() {
        return thread.waiting();
    }

    /** How many requests may wait; one more is refused. */
    public int maxQueue() {
        return thread.maxQueue();
    }

    /** Whether {@link #close} was called; requests are refused from then on. */
    public boolean isClosed() {
        return thread.isClosed();
    }

    /**
     * Writes a few tokens that nobody sees, so that the first request is as fast as the next ones. The engine's timeout does
     * not hold for it, listeners do not hear of it.
     *
     * @throws IllegalStateException if the engine is closed
     */
    public void warmUp() {
        GenerationOptions options =
                defaults.toBuilder().maxTokens(WARM_UP_TOKENS).build();
        int[] prompt = tokenizer().encode(WARM_UP_PROMPT, true);
        var answer = thread.start(
                () -> model.generator().generate(prompt, options, new Interruptible(GenerationListener.NONE)));
        thread.await(answer, () -> {});
    }

    /**
     * Continues a text as it is, without a chat template. The tokens that the model wants around a text are added, and the
     * text of a control token becomes that token: a prompt that holds texts of others belongs into a conversation.
     *
     * @throws io.github.ssd4j.speculative.PromptTooLongException if the prompt fills the context
     * @throws dev.langchain4j.exception.RateLimitException if the queue is full
     * @throws dev.langchain4j.exception.TimeoutException if it takes longer than the engine's timeout
     * @throws IllegalStateException if the engine is closed, also while the answer is written
     */
    public GenerationResult generate(String prompt, GenerationOptions options, GenerationListener listener) {
        Ensure.notNull(prompt, "prompt");
        return call(() -> tokenizer().encode(prompt, true), options, listener);
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
        Ensure.notNull(messages, "messages");
        return call(() -> encode(messages), options, listener);
    }

    /** Continues tokens, for those who make their prompts themselves. */
    public GenerationResult generate(int[] prompt, GenerationOptions options, GenerationListener listener) {
        int[] copy = Ensure.notNull(prompt, "prompt").clone();
        return call(() -> copy, options, listener);
    }

    private GenerationResult call(Prompt prompt, GenerationOptions options, GenerationListener listener) {
        Ensure.notNull(options, "options");
        Ensure.notNull(listener, "listener");
        Abandonable abandonable = new Abandonable(listener);
        return call(() -> run(prompt.tokens(), options, abandonable), null, abandonable::abandon);
    }

    /** The prompt of a conversation, in tokens. */
    int[] encode(List<ChatMessage> messages) {
        return tokenizer().encode(ChatMessages.render(requireChatTemplate(), messages, List.of()));
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
     * Calls {@code work} on the engine's thread and waits for it; it may call {@link #run}.
     *
     * @param timeout null for that of the engine
     */
    <T> T call(Callable<T> work, @Nullable Duration timeout, Runnable abandon) {
        return thread.call(work, timeout, abandon);
    }

    /**
     * Queues {@code job}; it may call {@link #run}.
     *
     * @param timeout null for that of the engine
     */
    void submit(EngineThread.Job job, @Nullable Duration timeout) {
        thread.submit(job, timeout);
    }

    /** Generates. To be called on the engine's thread. */
    GenerationResult run(int[] prompt, GenerationOptions options, GenerationListener listener) {
        GenerationResult result;
        try {
            Interruptible interruptible = new Interruptible(listener);
            result = model.generator().generate(prompt, options, interruptible);
            if (interruptible.reason != null) {
                throw interruptible.reason;
            }
        } catch (RuntimeException e) {
            thread.listeners().onFailure(e);
            throw e;
        }
        report(result, options);
        thread.listeners().onAnswer(result, profileName(options));
        return result;
    }

    private void report(GenerationResult result, GenerationOptions options) {
        if (!log.isDebugEnabled()) {
            return;
        }
        GenerationStats stats = result.stats();
        log.debug(
                "{} answered with {} tokens ({}), prompt of {} tokens ({} reused), first token after {} ms, {} tokens/s, "
                        + "seed {}, skip profile {}, {} rounds, {} drafted, {} accepted: {}",
                modelName(),
                stats.generatedTokens(),
                result.finishReason(),
                stats.promptTokens(),
                stats.reusedPromptTokens(),
                stats.timeToFirstToken().toMillis(),
                stats.tokensPerSecond().isPresent()
                        ? Math.round(stats.tokensPerSecond().getAsDouble())
                        : "-",
                result.seed(),
                profileName(options),
                stats.rounds(),
                stats.draftedTokens(),
                stats.acceptedTokens(),
                stats.drafters());
    }

    /** Of the profile that drafts; {@code none} if none does. */
    static String profileName(GenerationOptions options) {
        return options.draftsWith(DrafterKind.SKIP) ? options.profile().name() : SkipProfiles.NONE;
    }

    /**
     * Refuses new requests, stops the answer that is being written, refuses those that wait and frees the model; with {@link
     * SsdEngineBuilder#closeGrace} these may go on for a while first. May be called more than once and from any thread.
     * Returns when everything is freed; called by a listener, it returns at once and the model is
     * freed when the listener's answer has ended.
     */
    @Override
    public void close() {
        thread.close();
    }

    private interface Prompt {
        int[] tokens();
    }

    /** Ends a generation when the engine is closed or the time of the request is up, and keeps which it was. */
    private final class Interruptible extends Forwarding {

        private @Nullable RuntimeException reason;

        Interruptible(GenerationListener listener) {
            super(listener);
        }

        @Override
        public boolean isCancelled() {
            if (reason == null && !super.isCancelled()) {
                reason = thread.interruption();
                return reason != null;
            }
            return true;
        }
    }

    /** Ends a generation whose caller no longer waits. */
    static final class Abandonable extends Forwarding {

        private volatile boolean abandoned;

        Abandonable(GenerationListener listener) {
            super(listener);
        }

        void abandon() {
            abandoned = true;
        }

        @Override
        public boolean isCancelled() {
            return abandoned || super.isCancelled();
        }
    }

    private abstract static class Forwarding implements GenerationListener {

        private final GenerationListener listener;

        Forwarding(GenerationListener listener) {
            this.listener = listener;
        }

        @Override
        public void onText(TextPiece piece) {
            listener.onText(piece);
        }

        @Override
        public boolean isCancelled() {
            return listener.isCancelled();
        }

        @Override
        public void onPrefill(int done, int total) {
            listener.onPrefill(done, total);
        }

        @Override
        public void onRound(Round round) {
            listener.onRound(round);
        }
    }
}
