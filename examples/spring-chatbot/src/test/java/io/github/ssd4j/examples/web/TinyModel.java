package io.github.ssd4j.examples.web;

import io.github.ssd4j.examples.model.ModelSource;
import io.github.ssd4j.hub.FetchListener;
import io.github.ssd4j.hub.HubEnvironment;
import java.nio.file.Path;
import java.util.Map;

/** The model that ships with the examples. */
public final class TinyModel {

    /** What it writes by greedy decoding in float32, word for word as its makers publish it. */
    static final String STORY = ", there was a little girl named Lily. She loved to play outside in the park. "
            + "One day, she saw a big, red ball.";

    static final String QUESTION = ChatClient.text("Once upon a time");

    private TinyModel() {}

    /** Its folder. */
    public static String path() {
        Path home = Path.of("target", "home").toAbsolutePath();
        return new ModelSource(
                        new HubEnvironment(Map.of("HF_HUB_OFFLINE", "1"), home, "Linux"), true, FetchListener.NONE)
                .locate(null)
                .path()
                .toString();
    }
}
