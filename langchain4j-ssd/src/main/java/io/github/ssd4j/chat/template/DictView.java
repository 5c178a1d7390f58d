package io.github.ssd4j.chat.template;

import java.util.List;

/** What {@code keys()}, {@code values()} and {@code items()} of a dictionary return. */
record DictView(String name, Dict dict) {

    List<Object> elements() {
        return switch (name) {
            case "keys" -> dict.keys();
            case "values" -> dict.values();
            default -> dict.pairs();
        };
    }
}
