package io.github.ssd4j.checkpoint;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code gpt2}: byte-level BPE with the merges of the file; {@code tokenizer.ggml.pre} names how text is split first. */
final class GgufByteLevelBpe implements GgufTokenizerModel {

    private static final String MERGES = "tokenizer.ggml.merges";

    private static final Object BYTE_LEVEL = byteLevel(false);

    /** Kinds whose texts start with a token of their own unless the file says otherwise, as in llama.cpp. */
    private static final Set<String> BOS_BY_DEFAULT = Set.of("llama-bpe");

    /** GPT-2's own splitting, built into the byte-level step. */
    private static final Object GPT2 = byteLevel(true);

    /**
     * How text is split for each known kind; the patterns are those of the models' own {@code tokenizer.json}. Digits
     * come in groups of three in Llama 3, alone in Qwen 2 and SmolLM.
     */
    private static final Map<String, Splitting> SPLITTINGS = Map.of(
            "default", new Splitting(GPT2, false, false),
            "gpt-2", new Splitting(GPT2, false, false),
            "smollm", new Splitting(sequence(Map.of("type", "Digits", "individual_digits", true), GPT2), false, false),
            "llama-bpe", new Splitting(sequence(pattern("\\p{N}{1,3}"), BYTE_LEVEL), false, true),
            "qwen2", new Splitting(sequence(pattern("\\p{N}"), BYTE_LEVEL), true, false));

    /**
     * @param composed whether the text is brought to Unicode's form NFC
     * @param wholeWords whether a word that is a token stays one, whatever the merges say
     */
    private record Splitting(Object preTokenizer, boolean composed, boolean wholeWords) {}

    private final GgufMetadata metadata;
    private final Vocabulary vocabulary;
    private final Splitting splitting;
    private final boolean addsBos;

    GgufByteLevelBpe(GgufMetadata metadata, Vocabulary vocabulary) {
        this.metadata = metadata;
        this.vocabulary = vocabulary;
        String kind = metadata.text("tokenizer.ggml.pre").orElse("default");
        Splitting known = SPLITTINGS.get(kind);
        if (known == null) {
            throw new CheckpointException(
                    metadata.file(),
                    "tokenizer.ggml.pre %s is not supported; supported: %s"
                            .formatted(
                                    kind,
                                    String.join(
                                            ", ",
                                            SPLITTINGS.keySet().stream()
                                                    .sorted()
                                                    .toList())));
        }
        splitting = known;
        addsBos = BOS_BY_DEFAULT.contains(kind);
    }

    private static Object byteLevel(boolean splitLikeGpt2) {
        return Map.of("type", "ByteLevel", "add_prefix_space", false, "trim_offsets", true, "use_regex", splitLikeGpt2);
    }

    private static Object sequence(Object... steps) {
        return Map.of("type", "Sequence", "pretokenizers", List.of(steps));
    }

    private static Object pattern(String numbers) {
        String regex = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|" + numbers
                + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
        return Map.of("type", "Split", "pattern", Map.of("Regex", regex), "behavior", "Isolated", "invert", false);
    }

    @Override
    public Optional<Object> normalizer() {
        return splitting.composed() ? Optional.of(Map.of("type", "NFC")) : Optional.empty();
    }

    @Override
    public Optional<Object> preTokenizer() {
        return Optional.of(splitting.preTokenizer());
    }

    @Override
    public void writeRest(JsonGenerator json) throws IOException {
        json.writeBooleanField("ignore_merges", splitting.wholeWords());
        json.writeArrayFieldStart("merges");
        String[] merges = metadata.strings(MERGES);
        for (int i = 0; i < merges.length; i++) {
            int space = merges[i].indexOf(' ');
            String left = merges[i].substring(0, Math.max(space, 0));
            String right = merges[i].substring(space + 1);
            if (!isToken(left) || !isToken(right) || !isToken(left + right)) {
                throw new CheckpointException(
                        metadata.file(),
                        "%s must hold two tokens with a space between that make a third one, but entry %d is: %s"
                                .formatted(MERGES, i, merges[i]));
            }
            json.writeStartArray();
            json.writeString(left);
            json.writeString(right);
            json.writeEndArray();
        }
        json.writeEndArray();
    }

    private boolean isToken(String text) {
        return vocabulary.id(text).isPresent();
    }

    @Override
    public Detokenizer detokenizer() {
        return Detokenizer.BYTE_LEVEL;
    }

    @Override
    public boolean addsBosByDefault() {
        return addsBos;
    }
}
