package io.github.ssd4j.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the {@code decoder} of a {@code tokenizer.json}: {@code ByteLevel}, {@code Metaspace}, or a {@code Sequence} of
 * these, {@code Replace}, {@code ByteFallback}, {@code Fuse} and {@code Strip} in an order that can be streamed.
 */
final class DetokenizerJson {

    private static final String SPACE = " ";

    private final Path file;
    private final List<Detokenizer.Replacement> replacements = new ArrayList<>();
    private Detokenizer.Encoding encoding = Detokenizer.Encoding.TEXT;
    private int stripStart;
    private String dropInFirst = "";
    private boolean fused;

    private DetokenizerJson(Path file) {
        this.file = file;
    }

    static Detokenizer parse(Path file, JsonNode decoder) {
        DetokenizerJson reader = new DetokenizerJson(file);
        JsonNode steps = decoder.path("decoders");
        if (decoder.path("type").asText().equals("Sequence") && steps.isArray()) {
            steps.forEach(reader::step);
        } else {
            reader.step(decoder);
        }
        return new Detokenizer(reader.replacements, reader.encoding, reader.stripStart, reader.dropInFirst);
    }

    private void step(JsonNode step) {
        boolean perToken = !fused && encoding == Detokenizer.Encoding.TEXT;
        switch (step.path("type").asText()) {
            case "ByteLevel" -> {
                expect(perToken, step);
                encoding = Detokenizer.Encoding.BYTE_LEVEL;
                fused = true;
            }
            case "ByteFallback" -> {
                expect(perToken, step);
                encoding = Detokenizer.Encoding.BYTE_FALLBACK;
            }
            case "Fuse" -> fused = true;
            case "Replace" -> {
                expect(perToken, step);
                replace(step);
            }
            case "Metaspace" -> {
                expect(perToken && replacements.isEmpty(), step);
                metaspace(step);
            }
            case "Strip" -> {
                // before the tokens are joined it would strip every one of them; a stop would hold text back
                expect(
                        fused
                                && step.path("stop").asInt() == 0
                                && step.path("content").asText().equals(SPACE),
                        step);
                stripStart += step.path("start").asInt();
            }
            default -> expect(false, step);
        }
    }

    private void replace(JsonNode step) {
        String pattern = step.path("pattern").path("String").asText();
        expect(!pattern.isEmpty() && step.path("content").isTextual(), step);
        replacements.add(
                new Detokenizer.Replacement(pattern, step.path("content").textValue()));
    }

    private void metaspace(JsonNode step) {
        String replacement = step.path("replacement").asText();
        expect(!replacement.isEmpty(), step);
        JsonNode scheme = step.path("prepend_scheme");
        boolean prepends = scheme.isTextual()
                ? !scheme.textValue().equals("never")
                : step.path("add_prefix_space").asBoolean(true);
        if (prepends) {
            dropInFirst = replacement;
        }
        replacements.add(new Detokenizer.Replacement(replacement, SPACE));
    }

    private void expect(boolean supported, JsonNode step) {
        if (!supported) {
            String found = step instanceof MissingNode || step.isNull() ? "none" : JsonFields.shorten(step);
            throw new CheckpointException(
                    file,
                    "decoder %s is not supported; supported: ByteLevel, Metaspace, or a Sequence of Replace, ByteFallback, Fuse, Strip of leading spaces"
                            .formatted(found));
        }
    }
}
