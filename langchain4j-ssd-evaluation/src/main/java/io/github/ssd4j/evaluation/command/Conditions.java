package io.github.ssd4j.evaluation.command;

import io.github.ssd4j.evaluation.result.EvaluationReport.Setting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All that the figures of a run depend on: to be shown, and to tell whether a journal is of the same run. */
final class Conditions {

    private final List<Setting> shown = new ArrayList<>();
    private final Map<String, String> compared = new LinkedHashMap<>();

    /** To be shown and compared. */
    Conditions add(String name, Object value) {
        shown.add(new Setting(name, String.valueOf(value)));
        return compare(name, value);
    }

    /** To be shown only. */
    Conditions show(String name, Object value) {
        shown.add(new Setting(name, String.valueOf(value)));
        return this;
    }

    /** To be compared only. */
    Conditions compare(String name, Object value) {
        compared.put(name, String.valueOf(value));
        return this;
    }

    List<Setting> shown() {
        return List.copyOf(shown);
    }

    Map<String, String> compared() {
        return Map.copyOf(compared);
    }
}
