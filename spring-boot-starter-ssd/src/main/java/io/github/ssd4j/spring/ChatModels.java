package io.github.ssd4j.spring;

import io.github.ssd4j.SsdChatModelBuilder;
import io.github.ssd4j.SsdEngine;
import java.util.function.Supplier;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.ObjectProvider;

/** Hands the properties of a chat model to its builder. */
final class ChatModels {

    private ChatModels() {}

    static <B extends SsdChatModelBuilder<B>> B configure(B builder, SsdChatModelProperties properties) {
        Given.set(properties.temperature(), builder::temperature);
        Given.set(properties.topK(), builder::topK);
        Given.set(properties.topP(), builder::topP);
        Given.set(properties.minP(), builder::minP);
        Given.set(properties.repetitionPenalty(), builder::repetitionPenalty);
        Given.set(properties.frequencyPenalty(), builder::frequencyPenalty);
        Given.set(properties.presencePenalty(), builder::presencePenalty);
        Given.set(properties.maxOutputTokens(), builder::maxOutputTokens);
        Given.set(properties.stopSequences(), builder::stopSequences);
        Given.set(properties.seed(), builder::seed);
        Given.set(properties.skipProfile(), builder::skipProfile);
        Given.set(properties.speculative(), builder::speculative);
        Given.set(properties.maxDraftTokens(), builder::maxDraftTokens);
        Given.set(properties.returnThinking(), builder::returnThinking);
        Given.set(properties.timeout(), builder::timeout);
        return builder;
    }

    /** The engine at once, so that what is wrong is found at start-up, or when the first request comes. */
    static <B extends SsdChatModelBuilder<B>> B share(B builder, ObjectProvider<SsdEngine> engine, boolean lazy) {
        if (lazy) {
            return builder.engine(() -> load(engine));
        }
        return builder.engine(engine.getObject());
    }

    /** A request hears what is wrong with the properties, not which bean could not be made because of it. */
    private static SsdEngine load(ObjectProvider<SsdEngine> engine) {
        try {
            return engine.getObject();
        } catch (BeanCreationException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof SsdConfigurationException failure) {
                    throw failure;
                }
            }
            throw e;
        }
    }

    /** Builds a model; a value that it refuses names the properties it came from. */
    static <T> T build(String prefix, Supplier<T> builder) {
        try {
            return builder.get();
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new SsdConfigurationException(prefix, e);
        }
    }
}
