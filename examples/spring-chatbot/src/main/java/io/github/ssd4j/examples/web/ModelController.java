package io.github.ssd4j.examples.web;

import io.github.ssd4j.SsdEngine;
import io.github.ssd4j.decoder.SkipProfile;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What the page shows about the model. */
@RestController
final class ModelController {

    private final SsdEngine engine;
    private final boolean demonstration;
    private final Memories memories;
    private final @Nullable String systemMessage;

    ModelController(SsdEngine engine, ChatbotProperties properties, Memories memories, EngineTemplate template) {
        this.engine = engine;
        this.demonstration = properties.demonstration();
        this.memories = memories;
        this.systemMessage = template.isPlain() ? null : properties.systemMessage();
    }

    /**
     * The loaded model.
     *
     * @param exactness whether drafts can change an answer: {@code bit-exact} or {@code equal up to rounding}
     * @param demonstration whether it is the tiny built-in one, which only tells stories
     * @param maxQueue how many requests may wait
     * @param skipProfiles those that fit the model, {@code none} at the end
     * @param systemMessage what tells the model who it is unless a message says otherwise; null for a model that knows none
     * @param answerTokens how long an answer may be unless a message says otherwise
     * @param mostAnswerTokens how long a message may let it be
     * @param skipProfile name of the one that is used unless a message names another
     */
    record Model(
            String name,
            String device,
            String dtype,
            String exactness,
            int contextTokens,
            boolean demonstration,
            int maxQueue,
            List<Profile> skipProfiles,
            String skipProfile,
            int layers,
            @Nullable String systemMessage,
            int answerTokens,
            int mostAnswerTokens) {}

    /** Which sub-layers a draft skips. */
    record Profile(String name, String description, List<Integer> attention, List<Integer> mlp) {

        static Profile of(SkipProfile profile) {
            return new Profile(profile.name(), profile.source(), profile.attention(), profile.mlp());
        }
    }

    @GetMapping("/api/model")
    Model model() {
        return new Model(
                engine.modelName(),
                engine.device(),
                engine.dtype(),
                engine.exactness().toString(),
                engine.contextTokens(),
                demonstration,
                engine.maxQueue(),
                profiles(),
                engine.skipProfile().name(),
                engine.config().layers(),
                systemMessage,
                memories.maxAnswerTokens(),
                memories.mostAnswerTokens());
    }

    private List<Profile> profiles() {
        Profile none = new Profile(
                SkipProfile.NONE.name(),
                "No layer is left out: the model itself does not draft.",
                List.of(),
                List.of());
        Stream<Profile> fitting = engine.skipProfiles().fitting(engine.modelName(), engine.config()).stream()
                .map(Profile::of);
        return Stream.concat(fitting, Stream.of(none)).toList();
    }
}
