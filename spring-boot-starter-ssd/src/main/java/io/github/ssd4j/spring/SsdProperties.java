package io.github.ssd4j.spring;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.core.io.Resource;
import org.springframework.util.unit.DataSize;

/**
 * What can be set under {@code langchain4j.ssd}. What is not set is left to the engine, except where a default is given.
 *
 * @param engine the model and where it runs, shared by both chat models
 * @param speculative how answers are drafted, unless a request says otherwise
 * @param chatModel the blocking chat model
 * @param streamingChatModel the streaming chat model; what is not set here is as for the blocking one
 */
@ConfigurationProperties(SsdProperties.PREFIX)
public record SsdProperties(
        @DefaultValue Engine engine,
        @DefaultValue Speculative speculative,
        @DefaultValue @NestedConfigurationProperty SsdChatModelProperties chatModel,
        @DefaultValue @NestedConfigurationProperty SsdChatModelProperties streamingChatModel) {

    /** The prefix of all properties. */
    public static final String PREFIX = "langchain4j.ssd";

    /** The property that switches the auto-configuration on. */
    static final String MODEL = PREFIX + ".engine.model";

    static final String LAZY = PREFIX + ".engine.lazy";
    static final String CHAT_MODEL = PREFIX + ".chat-model";
    static final String STREAMING_CHAT_MODEL = PREFIX + ".streaming-chat-model";

    /**
     * The engine.
     *
     * @param model Path of the model, a directory with config.json and safetensors files or a .gguf file; or its name:
     *     org/name, org/name:Q4_K_M or org/name/file.gguf on the Hugging Face hub, ollama:name:tag in Ollama's cache.
     *     Without it, and without an SsdEngine bean of your own, no bean is made.
     * @param offline Whether a model that is given by name is looked for on this machine only. Else it is fetched where it
     *     is missing, unless HF_HUB_OFFLINE is set.
     * @param device Where it runs: auto (the first GPU, else the CPU), cpu, cuda or cuda:N.
     * @param dtype Type of the weights: auto, float32, bfloat16, float16 and, on a CPU, stored, int8 or int4.
     * @param linearKernel What multiplies by the weights on a CPU: auto, onednn, fbgemm or plain.
     * @param threads Threads of the CPU kernels; one for each core by default. libtorch has one number for the whole
     *     process: give all engines of an application the same.
     * @param contextTokens Most tokens of prompt and answer together; the model's own limit by default. Costs memory.
     * @param chatTemplate File with a Jinja chat template, in place of the model's own; for example
     *     classpath:template.jinja. For a model that was never trained to chat: plain.
     * @param maxQueue How many requests may wait; one more is refused.
     * @param maxConcurrent How many requests are answered at once, their tokens in the same passes; the others wait. By
     *     default as many as this machine computes rows for cheaply. 1 by default where the engine is not bit-exact;
     *     elsewhere no answer depends on it.
     * @param maxSessions How many conversations keep their KV cache, so that the next turn reads only what is new. 4 by
     *     default, or max-concurrent if that is more.
     * @param kvCacheBytes Most memory for the KV caches of all conversations together, for example 2GB. No limit by
     *     default. Requests wait until there is room for them.
     * @param sharePrefixes Whether a prompt may reuse the KV cache of another conversation that begins alike. False where several tenants use the engine, who could tell how others' prompts begin.
     * @param timeout How long a request may take, waiting and answering together. No limit by default.
     * @param lazy Whether the model is loaded by the first request instead of at start-up.
     * @param warmUp Whether a short answer is written after loading, so that the first request is as fast as the next
     *     ones.
     * @param shutdownTimeout How long answers that wait or are being written when the application stops may still take.
     */
    public record Engine(
            @Nullable String model,
            @Nullable Boolean offline,
            @Nullable String device,
            @Nullable String dtype,
            @Nullable String linearKernel,
            @Nullable Integer threads,
            @Nullable Integer contextTokens,
            @Nullable String chatTemplate,
            @Nullable Integer maxQueue,
            @Nullable Integer maxConcurrent,
            @Nullable Integer maxSessions,
            @Nullable DataSize kvCacheBytes,
            @Nullable Boolean sharePrefixes,
            @Nullable Duration timeout,
            @DefaultValue("false") boolean lazy,
            @DefaultValue("true") boolean warmUp,
            @DefaultValue("20s") Duration shutdownTimeout) {}

    /**
     * Drafting.
     *
     * @param enabled Whether to draft at all; false decodes plainly. The text is the same.
     * @param skipProfile Name of the skip profile to draft with, auto (the one made for this model, else none) or none.
     * @param skipProfilesLocation File of skip profiles to choose from beside the built-in ones, for example
     *     file:skip_layers.json.
     * @param draftPolicy When to stop drafting.
     * @param maxDraftTokens Most tokens to draft in a round.
     * @param drafters Who may draft: look-up, skip and grammar, with commas between them, or none.
     * @param stopThreshold For the policy static-threshold: the probability of a drafted token, in [0, 1], below which
     *     drafting stops.
     */
    public record Speculative(
            @Nullable Boolean enabled,
            @Nullable String skipProfile,
            @Nullable Resource skipProfilesLocation,
            @Nullable DraftPolicyName draftPolicy,
            @Nullable Integer maxDraftTokens,
            @Nullable String drafters,
            @Nullable Double stopThreshold) {}
}
