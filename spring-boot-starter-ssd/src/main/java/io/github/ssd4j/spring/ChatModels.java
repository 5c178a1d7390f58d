package io.github.ssd4j.spring;

import io.github.ssd4j.SsdChatModelBuilder;
import org.springframework.boot.context.properties.PropertyMapper;

/** Hands the properties of a chat model to its builder. */
final class ChatModels {

    private ChatModels() {}

    static <B extends SsdChatModelBuilder<B>> B configure(B builder, SsdChatModelProperties properties) {
        PropertyMapper map = PropertyMapper.get().alwaysApplyingWhenNonNull();
        map.from(properties.temperature()).to(builder::temperature);
        map.from(properties.topK()).to(builder::topK);
        map.from(properties.topP()).to(builder::topP);
        map.from(properties.minP()).to(builder::minP);
        map.from(properties.repetitionPenalty()).to(builder::repetitionPenalty);
        map.from(properties.frequencyPenalty()).to(builder::frequencyPenalty);
        map.from(properties.presencePenalty()).to(builder::presencePenalty);
        map.from(properties.maxOutputTokens()).to(builder::maxOutputTokens);
        map.from(properties.stopSequences()).to(builder::stopSequences);
        map.from(properties.seed()).to(builder::seed);
        map.from(properties.skipProfile()).to(builder::skipProfile);
        map.from(properties.speculative()).to(builder::speculative);
        map.from(properties.maxDraftTokens()).to(builder::maxDraftTokens);
        map.from(properties.returnThinking()).to(builder::returnThinking);
        map.from(properties.timeout()).to(builder::timeout);
        return builder;
    }
}
