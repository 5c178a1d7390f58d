package io.github.ssd4j.search;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ssd4j.decoder.SkipProfile;
import io.github.ssd4j.internal.Ensure;
import io.github.ssd4j.internal.Json;
import io.github.ssd4j.search.space.DraftCosts;
import io.github.ssd4j.search.space.Score;
import io.github.ssd4j.search.space.SkipSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The lines of a {@link SearchJournal}. Numbers come back as they were, bit for bit. */
final class JournalLines {

    /** How every journal begins. */
    static final String BEGIN = "{\"ssdSearchJournal\":1,";

    private static final ObjectReader JSON =
            Json.mapper().reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private JournalLines() {}

    /** The first line. */
    record Header(Map<String, String> fingerprint, DraftCosts costs) {}

    static String write(Header header) {
        ObjectNode line = Json.mapper().createObjectNode().put("ssdSearchJournal", 1);
        ObjectNode fingerprint = line.putObject("fingerprint");
        header.fingerprint().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> fingerprint.put(entry.getKey(), entry.getValue()));
        line.set("costs", Json.mapper().valueToTree(header.costs()));
        return line.toString();
    }

    static String write(Score score) {
        return object(score).toString();
    }

    static String write(List<Validation> validations) {
        ObjectNode line = Json.mapper().createObjectNode();
        ArrayNode array = line.putArray("validations");
        validations.forEach(validation ->
                array.add(ScoreJson.of(validation, object(validation.score()), object(validation.heldOut()))));
        return line.toString();
    }

    /** A score that can be read again: the number of layers tells what its set is a part of. */
    private static ObjectNode object(Score score) {
        ObjectNode object =
                Json.mapper().createObjectNode().put("layers", score.set().subLayers() / 2);
        return object.setAll(ScoreJson.of(score));
    }

    /** Empty if the line is not a whole header. */
    static Optional<Header> readHeader(String line) {
        if (!line.startsWith(BEGIN)) {
            return Optional.empty();
        }
        return read(line, object -> {
            Map<String, String> fingerprint = new LinkedHashMap<>();
            object.path("fingerprint")
                    .properties()
                    .forEach(entry ->
                            fingerprint.put(entry.getKey(), entry.getValue().asText()));
            JsonNode costs = object.path("costs");
            return new Header(
                    fingerprint,
                    new DraftCosts(
                            costs.path("context").asInt(),
                            number(costs, "emptyDraft"),
                            number(costs, "attention"),
                            number(costs, "mlp"),
                            numbers(costs, "verify")));
        });
    }

    /** Empty if the line is not a whole score. */
    static Optional<Score> readScore(String line) {
        return read(line, JournalLines::score);
    }

    /** Empty if the line is not a whole list of validations. */
    static Optional<List<Validation>> readValidations(String line) {
        return read(line, object -> {
            Ensure.that(object.path("validations").isArray(), "no validations");
            List<Validation> validations = new ArrayList<>();
            object.path("validations").forEach(validation -> validations.add(validation(validation)));
            return validations;
        });
    }

    private static Validation validation(JsonNode object) {
        return new Validation(
                score(object.path("score")),
                score(object.path("heldOut")),
                number(object, "measuredDraftCost"),
                number(object, "measuredSpeedUp"),
                number(object, "medianSpeedUp"),
                number(object, "tokensPerRound"),
                (int) number(object, "identicalAnswers"),
                (int) number(object, "prompts"),
                number(object, "plainTokensPerSecond"));
    }

    private static Score score(JsonNode object) {
        return new Score(
                SkipSet.of(
                        object.path("layers").asInt(),
                        SkipProfile.of("journal", ids(object, "attention"), ids(object, "mlp"))),
                numbers(object, "agreement"),
                number(object, "draftCost"),
                object.path("draftTokens").asInt(),
                number(object, "tokensPerRound"),
                number(object, "speedUp"));
    }

    private static <T> Optional<T> read(String line, Function<JsonNode, T> parser) {
        try {
            return Optional.of(parser.apply(JSON.readTree(line)));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static double number(JsonNode object, String name) {
        return number(object.path(name));
    }

    private static double number(JsonNode value) {
        Ensure.that(value.isNumber(), "no number: %s", value);
        return value.doubleValue();
    }

    private static List<Double> numbers(JsonNode object, String name) {
        List<Double> numbers = new ArrayList<>();
        object.path(name).forEach(value -> numbers.add(number(value)));
        return numbers;
    }

    private static List<Integer> ids(JsonNode object, String name) {
        List<Integer> ids = new ArrayList<>();
        object.path(name).forEach(value -> ids.add((int) number(value)));
        return ids;
    }
}
