package io.github.ssd4j;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import io.github.ssd4j.chat.AnswerParser;
import io.github.ssd4j.chat.ChatTemplate;
import io.github.ssd4j.chat.ChatTemplateException;
import io.github.ssd4j.chat.Tool;
import io.github.ssd4j.checkpoint.PromptText;
import io.github.ssd4j.decoder.DecoderException;
import io.github.ssd4j.decoder.SamplingOptions;
import io.github.ssd4j.internal.Ensure;
import io.github.ssd4j.speculative.DraftPolicy;
import io.github.ssd4j.speculative.DrafterKind;
import io.github.ssd4j.speculative.GenerationOptions;
import io.github.ssd4j.speculative.GenerationResult;
import io.github.ssd4j.speculative.GenerationStats;
import io.github.ssd4j.speculative.TokenConstraint;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What both chat models are: a view of an engine, with defaults and listeners. */
final class ChatCore {

    private final SsdEngine engine;
    private final boolean ownsEngine;
    private final SsdChatRequestParameters defaults;
    private final List<ChatModelListener> listeners;

    /**
     * Checks everything that can be checked before the first request.
     *
     * @param ownsEngine whether the engine is closed with the model
     */
    ChatCore(
            SsdEngine engine,
            boolean ownsEngine,
            SsdChatRequestParameters parameters,
            List<ChatModelListener> listeners) {
        this.engine = Ensure.notNull(engine, "engine");
        this.ownsEngine = ownsEngine;
        this.listeners = List.copyOf(listeners);
        RequestValidator.check(parameters, engine.modelName());
        engine.requireChatTemplate();
        this.defaults = SsdChatRequestParameters.builder()
                .modelName(engine.modelName())
                .overrideWith(parameters)
                .build();
        options(defaults);
        constraint(defaults);
    }

    SsdEngine engine() {
        return engine;
    }

    SsdChatRequestParameters defaults() {
        return defaults;
    }

    List<ChatModelListener> listeners() {
        return listeners;
    }

    /** Refuses what cannot be carried out, on the caller's thread. */
    void check(ChatRequest request) {
        try {
            RequestValidator.check(request, engine.modelName());
            constraint(SsdChatRequestParameters.from(request.parameters()));
        } catch (RuntimeException e) {
            throw failure(e);
        }
    }

    private Optional<TokenConstraint> constraint(SsdChatRequestParameters parameters) {
        return engine.constraints().of(parameters, engine.requireChatTemplate().toolDialect());
    }

    /** Answers {@code request}. To be called on the engine's thread. */
    ChatResponse run(ChatRequest request, AnswerListener listener) {
        SsdChatRequestParameters parameters = SsdChatRequestParameters.from(request.parameters());
        ChatTemplate template = engine.requireChatTemplate();
        List<Tool> tools = AnswerConstraints.offered(parameters);
        PromptText prompt = ChatMessages.render(template, request.messages(), tools);
        Optional<TokenConstraint> constraint = constraint(parameters);
        if (constraint.isPresent()) {
            prompt = withoutThinking(template, prompt);
        }
        GenerationOptions options = options(parameters).toBuilder()
                .constraint(constraint.orElse(null))
                .build();
        AnswerAssembly answer = new AnswerAssembly(
                AnswerParser.of(template, prompt.text(), tools),
                listener,
                Boolean.TRUE.equals(parameters.returnThinking()));
        GenerationResult result = engine.run(engine.tokenizer().encode(prompt), options, answer);
        return response(answer.finish(), result, options);
    }

    /** A constrained answer has no room for thoughts: where the prompt has opened them, it closes them again. */
    private static PromptText withoutThinking(ChatTemplate template, PromptText prompt) {
        return template.thinkingTags()
                .filter(tags -> tags.openAtEndOf(prompt.text()))
                .map(tags -> prompt.stripTrailing().append("\n\n" + tags.close() + "\n\n"))
                .orElse(prompt);
    }

    /** How long {@code request} may take; null if it does not say. */
    @Nullable
    Duration timeout(ChatRequest request) {
        return SsdChatRequestParameters.from(request.parameters()).timeout();
    }

    /** @throws IllegalArgumentException if a parameter is out of its range, or there is no such skip profile */
    GenerationOptions options(SsdChatRequestParameters parameters) {
        GenerationOptions.Builder options =
                engine.defaults().toBuilder().sampling(sampling(parameters)).stopStrings(parameters.stopSequences());
        if (parameters.maxOutputTokens() != null) {
            options.maxTokens(Ensure.positive(parameters.maxOutputTokens(), "maxOutputTokens"));
        }
        Long seed = parameters.seed();
        if (seed != null) {
            options.seed(seed);
        }
        String skipProfile = parameters.skipProfile();
        if (skipProfile != null) {
            options.profile(engine.skipProfiles().choose(skipProfile, engine.modelName(), engine.config()));
        }
        Integer maxDraftTokens = parameters.maxDraftTokens();
        if (maxDraftTokens != null) {
            options.draftPolicy(DraftPolicy.costOptimal(maxDraftTokens));
        }
        DraftPolicy draftPolicy = parameters.draftPolicy();
        if (draftPolicy != null) {
            options.draftPolicy(draftPolicy);
        }
        Set<DrafterKind> drafters = parameters.drafters();
        if (drafters != null) {
            options.drafters(drafters);
        }
        Boolean speculative = parameters.speculative();
        if (speculative != null) {
            options.speculative(speculative);
        }
        String sessionId = parameters.sessionId();
        if (sessionId != null) {
            options.session(sessionId);
        }
        return options.build();
    }

    private static SamplingOptions sampling(SsdChatRequestParameters parameters) {
        SamplingOptions off = SamplingOptions.GREEDY;
        return SamplingOptions.builder()
                .temperature(or(parameters.temperature(), off.temperature()))
                .topK(parameters.topK() == null ? off.topK() : parameters.topK())
                .topP(or(parameters.topP(), off.topP()))
                .minP(or(parameters.minP(), off.minP()))
                .repetitionPenalty(or(parameters.repetitionPenalty(), off.repetitionPenalty()))
                .frequencyPenalty(or(parameters.frequencyPenalty(), off.frequencyPenalty()))
                .presencePenalty(or(parameters.presencePenalty(), off.presencePenalty()))
                .build();
    }

    private static double or(@Nullable Double value, double otherwise) {
        return value == null ? otherwise : value;
    }

    private ChatResponse response(AiMessage message, GenerationResult result, GenerationOptions options) {
        GenerationStats stats = result.stats();
        return ChatResponse.builder()
                .aiMessage(message)
                .metadata(SsdChatResponseMetadata.builder()
                        .id(UUID.randomUUID().toString())
                        .modelName(engine.modelName())
                        .tokenUsage(new TokenUsage(stats.promptTokens(), stats.generatedTokens()))
                        .finishReason(
                                message.hasToolExecutionRequests() ? FinishReason.TOOL_EXECUTION : finishReason(result))
                        .statistics(stats)
                        .skipProfile(SsdEngine.profileName(options))
                        .seed(result.seed())
                        .exactness(engine.exactness())
                        .build())
                .build();
    }

    private static FinishReason finishReason(GenerationResult result) {
        return switch (result.finishReason()) {
            case STOP_TOKEN, STOP_STRING -> FinishReason.STOP;
            case MAX_TOKENS, CONTEXT_END -> FinishReason.LENGTH;
            case CANCELLED -> FinishReason.OTHER;
        };
    }

    /** A failure in LangChain4j's terms: what the caller can do about it decides its type. */
    static RuntimeException failure(RuntimeException failure) {
        if (failure instanceof ChatTemplateException || failure instanceof IllegalArgumentException) {
            return new InvalidRequestException(failure.getMessage(), failure);
        }
        if (failure instanceof DecoderException) {
            return new InternalServerException(failure.getMessage(), failure);
        }
        return failure;
    }

    /** Closes the engine if it was made for the model alone. */
    void close() {
        if (ownsEngine) {
            engine.close();
        }
    }
}
