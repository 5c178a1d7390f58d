package io.github.ssd4j;

import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import io.github.ssd4j.chat.AnswerParser;
import io.github.ssd4j.chat.AnswerTags;
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
import io.github.ssd4j.speculative.KvCacheTooSmallException;
import io.github.ssd4j.speculative.PromptTooLongException;
import io.github.ssd4j.speculative.TokenConstraint;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
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
        engine.constraints()
                .of(
                        defaults,
                        AnswerConstraints.offered(defaults),
                        engine.requireChatTemplate().toolDialect());
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

    /** Answers {@code request} and waits for it. */
    ChatResponse answer(ChatRequest request) {
        try {
            return prepare(request, AnswerListener.NONE).ask();
        } catch (RuntimeException e) {
            throw Refusals.asException(failure(e));
        }
    }

    /**
     * Has {@code request} answered to {@code handler}.
     *
     * @param executor where to call the handler; null: where the engine does
     * @throws UnsupportedFeatureException if the provider cannot do what the request asks
     * @throws RateLimitException if the executor takes no more
     */
    void stream(ChatRequest request, StreamingChatResponseHandler handler, @Nullable Executor executor) {
        StreamingCaller caller = new StreamingCaller(handler);
        PreparedChat chat = null;
        RuntimeException refusal = null;
        try {
            chat = prepare(request, caller);
        } catch (UnsupportedFeatureException e) {
            throw e;
        } catch (RuntimeException e) {
            refusal = e;
        }
        if (executor != null) {
            caller.callOn(executor);
        } else {
            engine.callbacks().ifPresent(caller::callOnIfOpen);
        }
        if (chat != null) {
            caller.submit(chat);
        } else if (refusal != null) {
            caller.failed(refusal);
        }
    }

    /**
     * Does all that the engine's thread is not needed for: the request is checked, rendered and encoded once, here, on the
     * caller's thread.
     *
     * @param listener follows the answer
     * @throws UnsupportedFeatureException if the provider cannot do what the request asks
     * @throws InvalidRequestException if the request is at fault
     */
    PreparedChat prepare(ChatRequest request, AnswerListener listener) {
        SsdChatRequestParameters parameters = SsdChatRequestParameters.from(request.parameters());
        RequestValidator.check(parameters, engine.modelName());
        engine.requireOpen();
        ChatTemplate template = engine.requireChatTemplate();
        List<Tool> tools = asked(() -> AnswerConstraints.offered(parameters));
        GenerationOptions options = asked(() -> options(parameters));
        Optional<TokenConstraint> constraint = engine.constraints().of(parameters, tools, template.toolDialect());
        PromptText rendered = asked(() -> ChatMessages.render(template, request.messages(), tools));
        PromptText prompt = constraint.isPresent() ? withoutThinking(template, rendered) : rendered;
        AnswerTags tags = AnswerTags.of(template, tools, engine.tokenizer());
        return new PreparedChat(
                engine,
                asked(() -> engine.encode(prompt)),
                options.toBuilder()
                        .constraint(constraint.orElse(null))
                        .keptTokens(tags.ids())
                        .build(),
                AnswerParser.of(template, prompt.text(), tools, tags),
                parameters,
                listener);
    }

    /** Runs a check of what the caller gave, so that what it refuses is the caller's fault. Nothing else is. */
    private static <T> T asked(Supplier<T> check) {
        try {
            return check.get();
        } catch (IllegalArgumentException e) {
            throw new InvalidRequestException(e.getMessage(), e);
        }
    }

    /** A constrained answer has no room for thoughts: where the prompt has opened them, it closes them again. */
    private static PromptText withoutThinking(ChatTemplate template, PromptText prompt) {
        return template.thinkingTags()
                .filter(tags -> tags.openAtEndOf(prompt.text()))
                .map(tags -> prompt.stripTrailing().append("\n\n" + tags.close() + "\n\n"))
                .orElse(prompt);
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

    /** A failure in LangChain4j's terms: what the caller can do about it decides its type. */
    static Throwable failure(Throwable failure) {
        if (failure instanceof PromptTooLongException
                || failure instanceof KvCacheTooSmallException
                || (failure instanceof ChatTemplateException template && template.isRefusal())) {
            return new InvalidRequestException(failure.getMessage(), failure);
        }
        // The arguments that the caller gave were checked before: this one is a defect of the provider.
        if (failure instanceof DecoderException
                || failure instanceof ChatTemplateException
                || failure instanceof IllegalArgumentException) {
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
