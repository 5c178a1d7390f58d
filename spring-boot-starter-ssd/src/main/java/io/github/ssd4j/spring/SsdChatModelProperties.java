package io.github.ssd4j.spring;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The parameters of one chat model: what its requests use unless they say otherwise. The streaming model inherits those of the
 * blocking one.
 *
 * @param enabled Whether there is such a bean.
 * @param temperature 0 takes the most probable token each time.
 * @param topK Sample among this many most probable tokens. 0 is no limit.
 * @param topP Sample among the most probable tokens that together have this probability, in (0, 1].
 * @param minP Sample among tokens with at least this share of the highest probability, in [0, 1].
 * @param repetitionPenalty Divides the logits of tokens that occurred already. 1 is none.
 * @param frequencyPenalty Subtracted from a token's logit for each time it occurred.
 * @param presencePenalty Subtracted from a token's logit if it occurred.
 * @param maxOutputTokens Most tokens of an answer; to the end of the context by default.
 * @param stopSequences Texts that end the answer.
 * @param seed Makes sampled answers repeatable.
 * @param skipProfile Name of a skip profile for this model alone, auto or none.
 * @param speculative Whether this model drafts.
 * @param maxDraftTokens Most tokens that this model drafts in a round.
 * @param returnThinking Whether the thoughts of a reasoning model are handed out beside the answer.
 * @param timeout How long a request may take, waiting and answering together.
 */
public record SsdChatModelProperties(
        @DefaultValue("true") boolean enabled,
        @Nullable Double temperature,
        @Nullable Integer topK,
        @Nullable Double topP,
        @Nullable Double minP,
        @Nullable Double repetitionPenalty,
        @Nullable Double frequencyPenalty,
        @Nullable Double presencePenalty,
        @Nullable Integer maxOutputTokens,
        @Nullable List<String> stopSequences,
        @Nullable Long seed,
        @Nullable String skipProfile,
        @Nullable Boolean speculative,
        @Nullable Integer maxDraftTokens,
        @Nullable Boolean returnThinking,
        @Nullable Duration timeout) {

    /** What is not set here is as there; {@code enabled} is never inherited. */
    SsdChatModelProperties inheriting(SsdChatModelProperties other) {
        return new SsdChatModelProperties(
                enabled,
                first(temperature, other.temperature),
                first(topK, other.topK),
                first(topP, other.topP),
                first(minP, other.minP),
                first(repetitionPenalty, other.repetitionPenalty),
                first(frequencyPenalty, other.frequencyPenalty),
                first(presencePenalty, other.presencePenalty),
                first(maxOutputTokens, other.maxOutputTokens),
                first(stopSequences, other.stopSequences),
                first(seed, other.seed),
                first(skipProfile, other.skipProfile),
                first(speculative, other.speculative),
                first(maxDraftTokens, other.maxDraftTokens),
                first(returnThinking, other.returnThinking),
                first(timeout, other.timeout));
    }

    private static <T> @Nullable T first(@Nullable T own, @Nullable T inherited) {
        return own == null ? inherited : own;
    }
}
