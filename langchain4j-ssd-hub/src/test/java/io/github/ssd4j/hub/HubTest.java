package io.github.ssd4j.hub;

import io.github.ssd4j.hub.internal.Limits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A hub on this machine that holds one model, and a home folder without any. */
abstract class HubTest {

    static final String ID = HubServer.REPOSITORY;
    private static final Limits LIMITS =
            new Limits(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(2));

    @TempDir
    Path home;

    final Map<String, String> variables = new HashMap<>();
    final List<String> notes = new ArrayList<>();
    final byte[] weights = new byte[300_000];
    HubServer server;

    @BeforeEach
    void startHub() throws IOException {
        server = new HubServer();
        new Random(7).nextBytes(weights);
        server.put("config.json", "{}");
        server.put("tokenizer.json", "{\"version\":\"1.0\"}");
        server.put("README.md", "not needed");
        server.files.put("model.safetensors", weights);
        variables.put("HF_ENDPOINT", server.endpoint().toString());
    }

    @AfterEach
    void stopHub() {
        server.close();
    }

    /** Where downloads of the model go. */
    final Path commitFolder() {
        return home.resolve(".cache/langchain4j-ssd/hub/models--HuggingFaceTB--SmolLM2-135M-Instruct/snapshots")
                .resolve(HubServer.COMMIT);
    }

    final HubModels hub() {
        return hub(LIMITS);
    }

    final HubModels hub(Limits limits) {
        return new HubModels(new HubEnvironment(variables, home, "Linux"), () -> notes::add, limits);
    }

    final Path resolve() {
        return resolve(ID);
    }

    final Path resolve(String name) {
        return hub().resolve(name, false).orElseThrow();
    }
}
