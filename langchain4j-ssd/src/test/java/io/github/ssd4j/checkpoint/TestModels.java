package io.github.ssd4j.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.ssd4j.internal.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** The models and expected values among the test resources. */
final class TestModels {

    /** One line of {@code tokenizers/golden.jsonl}. */
    record Golden(
            String text, List<Integer> ids, List<Integer> idsWithSpecial, String decoded, String decodedSkipSpecial) {
        @Override
        public String toString() {
            return text.replace("\n", "\\n");
        }
    }

    private TestModels() {}

    static Path stories() {
        return resource("stories260K/stories260K");
    }

    static Path storiesGguf() {
        return resource("stories260K/stories260K.gguf");
    }

    static Path resource(String name) {
        try {
            URI uri = TestModels.class.getResource("/" + name).toURI();
            return Path.of(uri);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What Hugging Face gives for the 60 texts. */
    static List<Golden> goldens(String tokenizer) {
        try (Stream<String> lines = Files.lines(resource("tokenizers/golden.jsonl"))) {
            List<Golden> goldens = new ArrayList<>();
            for (String line : lines.toList()) {
                JsonNode node = Json.mapper().readTree(line);
                if (node.get("tokenizer").asText().equals(tokenizer)) {
                    goldens.add(new Golden(
                            node.get("text").textValue(),
                            ids(node.get("ids")),
                            ids(node.get("ids_with_special")),
                            node.get("decoded").textValue(),
                            node.get("decoded_skip_special").textValue()));
                }
            }
            return goldens;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Integer> ids(JsonNode array) {
        List<Integer> ids = new ArrayList<>();
        array.forEach(id -> ids.add(id.intValue()));
        return ids;
    }

    static int[] toArray(List<Integer> ids) {
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }

    static byte[] minimindTokenizer() {
        try (InputStream in =
                new GZIPInputStream(Files.newInputStream(resource("tokenizers/minimind/tokenizer.json.gz")))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A safetensors directory of its own, to be damaged. */
    static Path copyOf(Path directory, Path target) {
        try (Stream<Path> files = Files.list(directory)) {
            Files.createDirectories(target);
            for (Path file : files.toList()) {
                Files.copy(file, target.resolve(file.getFileName()));
            }
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
