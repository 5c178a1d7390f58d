package io.github.ssd4j.spring;

import io.github.ssd4j.SsdChatModelBuilder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Hands the properties of a chat model to its builder. */
final class ChatModels {

    private ChatModels() {}

    static <B extends SsdChatModelBuilder<B>> B configure(B builder, SsdChatModelProperties properties) {
        setIfGiven(properties.temperature(), builder::temperature);
        setIfGiven(properties.topK(), builder::topK);
        setIfGiven(properties.topP(), builder::topP);
        setIfGiven(properties.minP(), builder::minP);
        setIfGiven(properties.repetitionPenalty(), builder::repetitionPenalty);
        setIfGiven(properties.frequencyPenalty(), builder::frequencyPenalty);
        setIfGiven(properties.presencePenalty(), builder::presencePenalty);
        setIfGiven(properties.maxOutputTokens(), builder::maxOutputTokens);
        setIfGiven(properties.stopSequences(), builder::stopSequences);
        setIfGiven(properties.seed(), builder::seed);
        setIfGiven(properties.skipProfile(), builder::skipProfile);
        setIfGiven(properties.speculative(), builder::speculative);
        setIfGiven(properties.maxDraftTokens(), builder::maxDraftTokens);
        setIfGiven(properties.returnThinking(), builder::returnThinking);
        setIfGiven(properties.timeout(), builder::timeout);
        return builder;
    }

    private static <T> void setIfGiven(@Nullable T value, Consumer<T> option) {
        if (value != null) {
            option.accept(value);
        }
    }
}
