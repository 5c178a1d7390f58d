package io.github.ssd4j.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.ssd4j.checkpoint.Checkpoint;
import io.github.ssd4j.checkpoint.Tokenizer;
import io.github.ssd4j.internal.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The tokens around a text, as transformers adds them (golden/beginnings.json): the post-processor of a tokenizer.json
 * says which, {@code add_bos_token} beside it changes nothing, and a rendered conversation begins as its template says.
 */
class BeginningsTest {

    private static final Path RESOURCES = Path.of("src", "test", "resources");
    private static final Path STORIES = RESOURCES.resolve("stories260K/stories260K");

    @TempDir
    private Path folder;

    @Test
    void ids_should_be_those_of_transformers() throws IOException {
        JsonNode golden = Json.mapper()
                .readTree(RESOURCES.resolve("golden/beginnings.json").toFile());
        String text = golden.get("text").textValue();
        for (String file : List.of("config.json", "model.safetensors")) {
            Files.copy(STORIES.resolve(file), folder.resolve(file));
        }
        assertThat(golden.get("cases")).hasSize(25).allSatisfy(each -> {
            writeTokenizer(each);
            try (Checkpoint checkpoint = Checkpoint.open(folder)) {
                Tokenizer tokenizer = checkpoint.tokenizer();
                ChatTemplate template = ChatTemplate.of(golden.get("template").textValue(), tokenizer);
                assertThat(tokenizer.encode(text, true)).containsExactly(ids(each.get("ids")));
                assertThat(tokenizer.encode(template.prompt(List.of(Map.of("role", "user", "content", text)), false)))
                        .containsExactly(ids(each.get("rendered_ids")));
            }
        });
        assertThat(StreamSupport.stream(golden.get("cases").spliterator(), false)
                        .map(each -> Arrays.toString(ids(each.get("ids"))))
                        .distinct())
                .as("texts with nothing, a beginning, both ends")
                .hasSize(3);
    }

    private void writeTokenizer(JsonNode golden) throws IOException {
        ObjectNode tokenizer = (ObjectNode)
                Json.mapper().readTree(STORIES.resolve("tokenizer.json").toFile());
        tokenizer.set("post_processor", golden.get("post_processor"));
        Json.mapper().writeValue(folder.resolve("tokenizer.json").toFile(), tokenizer);
        Json.mapper().writeValue(folder.resolve("tokenizer_config.json").toFile(), golden.get("tokenizer_config"));
    }

    private static int[] ids(JsonNode ids) {
        return IntStream.range(0, ids.size()).map(i -> ids.get(i).intValue()).toArray();
    }
}
