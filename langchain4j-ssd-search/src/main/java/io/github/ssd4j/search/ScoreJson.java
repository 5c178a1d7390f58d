package io.github.ssd4j.search;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ssd4j.internal.Json;
import io.github.ssd4j.search.space.Score;

/** Scores and validations as JSON objects, every figure unrounded. */
public final class ScoreJson {

    private ScoreJson() {}

    /** A score, its set by the ids of the layers. */
    public static ObjectNode of(Score score) {
        ObjectNode object = Json.mapper().createObjectNode();
        object.set("attention", Json.mapper().valueToTree(score.set().attention()));
        object.set("mlp", Json.mapper().valueToTree(score.set().mlp()));
        object.set("agreement", Json.mapper().valueToTree(score.agreement()));
        return object.put("draftCost", score.draftCost())
                .put("draftTokens", score.draftTokens())
                .put("tokensPerRound", score.tokensPerRound())
                .put("speedUp", score.speedUp());
    }

    /** A validation with its two scores, which the caller has as JSON. */
    public static ObjectNode of(Validation validation, ObjectNode score, ObjectNode heldOut) {
        ObjectNode object = Json.mapper().createObjectNode();
        object.set("score", score);
        object.set("heldOut", heldOut);
        return object.put("measuredDraftCost", validation.measuredDraftCost())
                .put("measuredSpeedUp", validation.measuredSpeedUp())
                .put("medianSpeedUp", validation.medianSpeedUp())
                .put("tokensPerRound", validation.tokensPerRound())
                .put("identicalAnswers", validation.identicalAnswers())
                .put("prompts", validation.prompts())
                .put("plainTokensPerSecond", validation.plainTokensPerSecond());
    }
}
