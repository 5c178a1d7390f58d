package io.github.ssd4j;

import io.github.ssd4j.chat.ChatTemplate;
import io.github.ssd4j.checkpoint.Checkpoint;
import io.github.ssd4j.checkpoint.CheckpointException;
import io.github.ssd4j.checkpoint.ModelConfig;
import io.github.ssd4j.decoder.Decoder;
import io.github.ssd4j.decoder.DecoderOptions;
import io.github.ssd4j.decoder.SkipProfile;
import io.github.ssd4j.engine.EngineThread;
import io.github.ssd4j.engine.Stop;
import io.github.ssd4j.internal.Ensure;
import io.github.ssd4j.speculative.DraftPolicy;
import io.github.ssd4j.speculative.DrafterKind;
import io.github.ssd4j.speculative.GenerationOptions;
import io.github.ssd4j.speculative.GeneratorOptions;
import io.github.ssd4j.speculative.SpeculativeGenerator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Loads an {@link SsdEngine}. Only the model must be given. */
public final class SsdEngineBuilder {

    private static final int DEFAULT_MAX_QUEUE = 64;

    private @Nullable Path model;
    private @Nullable String modelName;
    private @Nullable Boolean offline;
    private @Nullable String device;
    private @Nullable String dtype;
    private @Nullable String linearKernel;
    private @Nullable Integer threads;
    private @Nullable Integer contextTokens;
    private @Nullable String skipProfileName;
    private @Nullable SkipProfile skipProfile;
    private @Nullable Path skipProfilesFile;
    private @Nullable SkipProfiles skipProfiles;
    private @Nullable String chatTemplate;
    private @Nullable Integer maxQueue;
    private @Nullable Integer maxConcurrent;
    private @Nullable Integer maxSessions;
    private @Nullable Long kvCacheBytes;
    private @Nullable Boolean sharePrefixes;
    private @Nullable Duration timeout;
    private @Nullable DraftPolicy draftPolicy;
    private @Nullable Integer maxDraftTokens;
    private @Nullable Set<DrafterKind> drafters;
    private @Nullable Boolean speculative;
    private Duration closeGrace = Duration.ZERO;
    private List<SsdEngineListener> listeners = List.of();

    SsdEngineBuilder() {}

    /**
     * A directory as on the Hugging Face hub, with {@code config.json}, a {@code .gguf} file, any part of a split one ({@code
     * name-00001-of-00003.gguf}), or a directory with one GGUF model and no {@code config.json}.
     */
    public SsdEngineBuilder model(Path model) {
        this.model = model;
        this.modelName = null;
        return this;
    }

    /**
     * The path of a directory or a {@code .gguf} file, or the name of a model. What exists as a path goes first. Names
     * need the artifact {@code langchain4j-ssd-hub} on the class path: {@code org/name}, {@code org/name:Q4_K_M} or
     * {@code org/name/file.gguf} for a model of the Hugging Face hub, fetched when it is not on this machine, and {@code
     * ollama:name:tag} for one that Ollama has fetched.
     */
    public SsdEngineBuilder model(String model) {
        this.modelName = model;
        this.model = null;
        return this;
    }

    /** True to find a model that was given by name on this machine only; by default it is fetched where it is missing. */
    public SsdEngineBuilder offline(Boolean offline) {
        this.offline = offline;
        return this;
    }

    /** {@code auto} (the default: the first GPU, else the CPU), {@code cpu}, {@code cuda} or {@code cuda:N}. */
    public SsdEngineBuilder device(String device) {
        this.device = device;
        return this;
    }

    /**
     * What the weights are rounded to: {@code auto} (the default), {@code float32}, {@code bfloat16}, {@code float16}, {@code stored},
     * {@code int8} or {@code int4}; see {@link DecoderOptions}. The last three are for CPUs.
     */
    public SsdEngineBuilder dtype(String dtype) {
        this.dtype = dtype;
        return this;
    }

    /**
     * {@code auto} (the default), {@code onednn}, {@code fbgemm} or {@code plain}: what multiplies by the weights on a CPU;
     * see {@link DecoderOptions}. For a larger model {@code fbgemm} writes faster, {@code onednn} reads long prompts faster.
     */
    public SsdEngineBuilder linearKernel(String linearKernel) {
        this.linearKernel = linearKernel;
        return this;
    }

    /**
     * Threads of the CPU kernels; one for each core by default. libtorch has one number for the whole process: give all
     * engines of an application the same.
     */
    public SsdEngineBuilder threads(Integer threads) {
        this.threads = threads;
        return this;
    }

    /** The most tokens of prompt and answer together; the model's own limit by default. Costs memory. */
    public SsdEngineBuilder contextTokens(Integer contextTokens) {
        this.contextTokens = contextTokens;
        return this;
    }

    /**
     * The name of a skip profile, {@code auto} (the default: the one made for this model, else none) or {@code none}.
     */
    public SsdEngineBuilder skipProfile(String name) {
        this.skipProfileName = name;
        this.skipProfile = null;
        return this;
    }

    /** A skip profile of one's own. */
    public SsdEngineBuilder skipProfile(SkipProfile profile) {
        this.skipProfile = profile;
        this.skipProfileName = null;
        return this;
    }

    /** A file of skip profiles, to choose from beside the built-in ones; see {@link SkipProfiles}. */
    public SsdEngineBuilder skipProfilesFile(Path file) {
        this.skipProfilesFile = file;
        this.skipProfiles = null;
        return this;
    }

    /** Skip profiles to choose from beside the built-in ones, in place of {@link #skipProfilesFile}. */
    public SsdEngineBuilder skipProfiles(SkipProfiles profiles) {
        this.skipProfiles = profiles;
        this.skipProfilesFile = null;
        return this;
    }

    /** A Jinja chat template in place of the model's own; {@link ChatTemplate#plain()} for models without any. */
    public SsdEngineBuilder chatTemplate(String jinja) {
        this.chatTemplate = jinja;
        return this;
    }

    /** How many requests may wait while there is no room to answer one more, 64 by default; one more is refused. */
    public SsdEngineBuilder maxQueue(Integer maxQueue) {
        this.maxQueue = maxQueue;
        return this;
    }

    /**
     * How many requests are answered at once, their tokens in the same passes; by default as many as this machine computes rows
     * for cheaply, see {@link SsdEngine#maxConcurrent}. 1: one after the other. No
     * answer depends on it where the engine is bit-exact ({@link SsdEngine#exactness}).
     */
    public SsdEngineBuilder maxConcurrent(Integer maxConcurrent) {
        this.maxConcurrent = maxConcurrent;
        return this;
    }

    /**
     * How many conversations are kept: the next turn of one that is kept reads only what is new in it. 4 by default, or {@link
     * #maxConcurrent} if that is more. Each costs memory as it grows; where there is not enough, fewer are kept.
     */
    public SsdEngineBuilder maxSessions(Integer maxSessions) {
        this.maxSessions = maxSessions;
        return this;
    }

    /**
     * The most bytes that the keys and values of all conversations may take together; no limit by default. Requests wait until there
     * is room for their prompt and longest answer.
     */
    public SsdEngineBuilder kvCacheBytes(Long kvCacheBytes) {
        this.kvCacheBytes = kvCacheBytes;
        return this;
    }

    /**
     * Whether a prompt may reuse the keys and values of another conversation's prompt that begins alike; true by default.
     *
     * <p>With sharing, time to first token and {@code reusedPromptTokens} tell whoever sends prompts how other prompts of
     * this engine begin. Set it to false where requests of several tenants meet, and give each conversation a
     * {@link SsdChatRequestParameters#sessionId} that others cannot guess: a session still reuses what it has read itself. It
     * costs the reading of every conversation's beginning, a common system message included, and all of a prompt that comes
     * without a session id.
     */
    public SsdEngineBuilder sharePrefixes(Boolean sharePrefixes) {
        this.sharePrefixes = sharePrefixes;
        return this;
    }

    /**
     * How long a request may take, waiting and answering together, unless it says otherwise; none by default. See {@link
     * SsdChatRequestParameters#timeout}. Loading the model does not count.
     */
    public SsdEngineBuilder timeout(Duration timeout) {
        this.timeout = timeout;
        return this;
    }

    /** When to stop drafting, unless a request says otherwise; {@link DraftPolicy#costOptimal} of 16 by default. */
    public SsdEngineBuilder draftPolicy(DraftPolicy draftPolicy) {
        this.draftPolicy = draftPolicy;
        return this;
    }

    /** Who may draft, unless a request says otherwise; all by default. */
    public SsdEngineBuilder drafters(Set<DrafterKind> drafters) {
        this.drafters = drafters;
        return this;
    }

    /** Who may draft, as {@link DrafterKind#parse} reads it: {@code look-up,skip} for example, or {@code none}. */
    public SsdEngineBuilder drafters(String drafters) {
        return drafters(DrafterKind.parse(drafters));
    }

    /** The most tokens to draft in a round, 16 by default, fewer where that is faster; instead of {@link #draftPolicy}. */
    public SsdEngineBuilder maxDraftTokens(Integer maxDraftTokens) {
        this.maxDraftTokens = maxDraftTokens;
        return this;
    }

    /** False for plain decoding, unless a request says otherwise. */
    public SsdEngineBuilder speculative(Boolean speculative) {
        this.speculative = speculative;
        return this;
    }

    /**
     * How long {@link SsdEngine#close} lets the answers that are being written and the requests that wait go on; not at all by
     * default.
     */
    public SsdEngineBuilder closeGrace(Duration closeGrace) {
        this.closeGrace = closeGrace;
        return this;
    }

    /** Hear what becomes of requests. */
    public SsdEngineBuilder listeners(List<SsdEngineListener> listeners) {
        this.listeners = listeners;
        return this;
    }

    /**
     * Loads the model.
     *
     * @throws CheckpointException if there is no model at the path, or it is damaged or of an unsupported kind
     * @throws ModelUnavailableException if the model was given by a name, and cannot be had
     * @throws IllegalArgumentException if an option is wrong, or the skip profile does not fit the model
     * @throws io.github.ssd4j.chat.ChatTemplateException if the chat template cannot be read
     * @throws io.github.ssd4j.decoder.DecoderException if the device or the native library cannot be used
     */
    public SsdEngine build() {
        int queue = Ensure.positive(maxQueue == null ? DEFAULT_MAX_QUEUE : maxQueue, "maxQueue");
        Ensure.that(
                draftPolicy == null || maxDraftTokens == null, "give either draftPolicy or maxDraftTokens, not both");
        Duration requestTimeout = timeout == null ? null : Ensure.positive(timeout, "timeout");
        Ensure.that(!closeGrace.isNegative(), "closeGrace must not be negative, but is: %s", closeGrace);
        SkipProfiles profiles = profiles();
        DecoderOptions decoderOptions = decoderOptions();
        GeneratorOptions generatorOptions = generatorOptions();
        EngineListeners told = new EngineListeners(listeners);

        Path path = path();
        long start = System.nanoTime();
        Checkpoint checkpoint = Checkpoint.open(path);
        EngineThread thread = new EngineThread(checkpoint.name(), queue, closeGrace);
        thread.owns(List.of(checkpoint));
        try {
            GenerationOptions defaults = defaults(profiles, checkpoint);
            // The first template that a JVM reads costs as much time as the weights of a small model: do both at once.
            var loading = thread.start(() -> load(checkpoint, decoderOptions, generatorOptions, told, thread));
            Optional<ChatTemplate> template = template(checkpoint);
            SsdEngine.LoadedModel loaded = new Refusals(checkpoint.name(), queue).await(loading, new Stop());
            SsdEngine engine = new SsdEngine(
                    loaded, template, profiles, new SsdEngine.RequestDefaults(defaults, requestTimeout, told), thread);
            StartUpLines.log(engine, Duration.ofNanos(System.nanoTime() - start), choosesProfile());
            return engine;
        } catch (RuntimeException | Error e) {
            thread.close();
            throw e;
        }
    }

    private SkipProfiles profiles() {
        SkipProfiles own = skipProfilesFile == null ? skipProfiles : SkipProfiles.load(skipProfilesFile);
        return own == null ? SkipProfiles.builtIn() : own.orElse(SkipProfiles.builtIn());
    }

    private Path path() {
        return modelName == null
                ? Ensure.notNull(model, "model")
                : ModelPaths.locate(modelName, offline != null && offline);
    }

    private DecoderOptions decoderOptions() {
        DecoderOptions options = DecoderOptions.defaults();
        options = device == null ? options : options.withDevice(device);
        options = dtype == null ? options : options.withDtype(dtype);
        options = linearKernel == null ? options : options.withLinearKernel(linearKernel);
        options = threads == null ? options : options.withThreads(Ensure.positive(threads, "threads"));
        return contextTokens == null ? options : options.withContextTokens(contextTokens);
    }

    private GeneratorOptions generatorOptions() {
        GeneratorOptions options = GeneratorOptions.DEFAULTS
                .withMaxConcurrent(maxConcurrent == null ? 0 : Ensure.positive(maxConcurrent, "maxConcurrent"))
                .withMaxSessions(maxSessions == null ? 0 : Ensure.positive(maxSessions, "maxSessions"))
                .withSharePrefixes(sharePrefixes == null || sharePrefixes);
        return kvCacheBytes == null ? options : options.withKvCacheBytes(Ensure.positive(kvCacheBytes, "kvCacheBytes"));
    }

    private static SsdEngine.LoadedModel load(
            Checkpoint checkpoint,
            DecoderOptions options,
            GeneratorOptions generatorOptions,
            EngineListeners told,
            EngineThread thread) {
        Decoder decoder = Decoder.load(checkpoint, options);
        thread.owns(List.of(decoder, checkpoint));
        SpeculativeGenerator generator =
                new SpeculativeGenerator(decoder, checkpoint.tokenizer(), generatorOptions, told::onPass);
        thread.owns(List.of(generator, decoder, checkpoint));
        return new SsdEngine.LoadedModel(
                checkpoint,
                generator,
                decoder.device(),
                decoder.dtype(),
                decoder.linearKernel(),
                decoder.exactness(),
                decoder.contextTokens());
    }

    private GenerationOptions defaults(SkipProfiles profiles, Checkpoint checkpoint) {
        GenerationOptions.Builder defaults =
                GenerationOptions.builder().profile(chosenProfile(profiles, checkpoint.name(), checkpoint.config()));
        if (draftPolicy != null) {
            defaults.draftPolicy(draftPolicy);
        }
        if (maxDraftTokens != null) {
            defaults.draftPolicy(DraftPolicy.costOptimal(maxDraftTokens));
        }
        if (drafters != null) {
            defaults.drafters(drafters);
        }
        if (speculative != null) {
            defaults.speculative(speculative);
        }
        return defaults.build();
    }

    private SkipProfile chosenProfile(SkipProfiles profiles, String modelName, ModelConfig config) {
        if (skipProfile != null) {
            skipProfile.requireFits(config);
            return skipProfile;
        }
        return profiles.choose(skipProfileName == null ? SkipProfiles.AUTO : skipProfileName, modelName, config);
    }

    private Optional<ChatTemplate> template(Checkpoint checkpoint) {
        if (chatTemplate != null) {
            return Optional.of(ChatTemplate.of(chatTemplate, checkpoint.tokenizer()));
        }
        return checkpoint
                .chatTemplate()
                .map(source -> ChatTemplate.of(source, checkpoint.toolTemplate(), checkpoint.tokenizer()));
    }

    private boolean choosesProfile() {
        return skipProfile == null && (skipProfileName == null || skipProfileName.equals(SkipProfiles.AUTO));
    }
}
