package io.github.ssd4j.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ssd4j.internal.Json;
import io.github.ssd4j.search.SearchReport.Subject;
import io.github.ssd4j.search.space.Score;
import io.github.ssd4j.search.space.SkipSet;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** A found set as it stands in {@code skip_layers.json}: what is skipped, for which model, and what was measured. */
final class ProfileJson {

    private static final String INDENT = "  ";

    /** Larger objects have a line for each field. */
    private static final int MOST_FIELDS_OF_A_LINE = 3;

    /** More would be noise of the machine. */
    private static final MathContext DIGITS = new MathContext(4);

    private ProfileJson() {}

    /** The profile with its name, indented as an entry of the file, without a comma or a line break at the end. */
    static String entry(String name, SearchReport report, Validation validation) {
        StringBuilder text = new StringBuilder(INDENT).append(quoted(name)).append(": ");
        append(text, profile(report, validation), INDENT);
        return text.toString();
    }

    private static ObjectNode profile(SearchReport report, Validation validation) {
        Subject subject = report.subject();
        SkipSet set = validation.score().set();
        ObjectNode profile = Json.mapper().createObjectNode();
        profile.putObject("model")
                .put("name", subject.model())
                .put("layers", subject.layers())
                .put("hidden_size", subject.hiddenSize());
        set.attention().forEach(profile.putArray("attention")::add);
        set.mlp().forEach(profile.putArray("mlp")::add);
        profile.put(
                "source",
                "search: %s, %s evaluations, seed %s"
                        .formatted(subject.strategy(), report.scores().size(), subject.seed()));
        profile.set("measured", measured(report, validation));
        return profile;
    }

    private static ObjectNode measured(SearchReport report, Validation validation) {
        Subject subject = report.subject();
        Score score = validation.score();
        ObjectNode measured = Json.mapper().createObjectNode();
        measured.set("draft_cost", rounded(score.draftCost()));
        measured.set("agreement", rounded(score.agreement()));
        measured.set("verify_cost", rounded(report.costs().verify()));
        measured.put("draft_tokens", score.draftTokens());
        measured.set("tokens_per_round", rounded(validation.tokensPerRound()));
        measured.set("predicted_speed_up", rounded(score.speedUp()));
        measured.set("speed_up", rounded(validation.measuredSpeedUp()));
        measured.put("speed_up_over", subject.baseline());
        measured.set("plain_tokens_per_second", rounded(validation.plainTokensPerSecond()));
        measured.put("engine", "langchain4j-ssd " + subject.engineVersion());
        measured.put("device", subject.device());
        measured.put("dtype", subject.dtype());
        measured.put("linear_kernel", subject.linearKernel());
        measured.put("threads", subject.threads());
        measured.put("context", report.costs().context());
        measured.set("temperature", rounded(subject.temperature()));
        measured.put("prompts_sha256", subject.promptsSha256());
        measured.put("seed", subject.seed());
        measured.put(
                "date", subject.date().atOffset(ZoneOffset.UTC).toLocalDate().toString());
        return measured;
    }

    private static JsonNode rounded(double value) {
        return Double.isFinite(value)
                ? Json.mapper()
                        .getNodeFactory()
                        .numberNode(new BigDecimal(new BigDecimal(value)
                                .round(DIGITS)
                                .stripTrailingZeros()
                                .toPlainString()))
                : Json.mapper().getNodeFactory().nullNode();
    }

    private static ArrayNode rounded(List<Double> values) {
        ArrayNode array = Json.mapper().createArrayNode();
        values.forEach(value -> array.add(rounded(value)));
        return array;
    }

    /** Lists and small objects on one line, so that a change of the file is easy to read. */
    private static void append(StringBuilder text, JsonNode node, String indent) {
        if (node.isArray()) {
            StringJoiner list = new StringJoiner(", ", "[", "]");
            node.forEach(element -> list.add(element.toString()));
            text.append(list);
        } else if (node.isObject()) {
            boolean line = node.size() <= MOST_FIELDS_OF_A_LINE;
            String inner = indent + INDENT;
            String separator = "";
            text.append('{');
            for (Map.Entry<String, JsonNode> field : node.properties()) {
                text.append(separator).append(line ? "" : "\n" + inner);
                text.append(quoted(field.getKey())).append(": ");
                append(text, field.getValue(), inner);
                separator = line ? ", " : ",";
            }
            text.append(line ? "" : "\n" + indent).append('}');
        } else {
            text.append(node);
        }
    }

    private static String quoted(String text) {
        return Json.mapper().getNodeFactory().textNode(text).toString();
    }
}
