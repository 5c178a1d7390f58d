package io.github.ssd4j.checkpoint;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code llama}: SentencePiece BPE, which has a score for every token instead of a list of merges. The merges are all
 * the ways to make a token of two others, those of the highest score first, as Hugging Face converts these models.
 */
final class GgufSentencePiece implements GgufTokenizerModel {

    private static final String SCORES = "tokenizer.ggml.scores";
    private static final String SPACE_PREFIX = "tokenizer.ggml.add_space_prefix";

    /** SentencePiece's sign for a space, U+2581. */
    private static final String META_SPACE = "\u2581";

    /** Of a token that may come out of a merge, in characters; SentencePiece's own default is 16. */
    private static final int MAX_TOKEN = 256;

    /** What a merge takes on the heap; its texts are those of the vocabulary. */
    private static final int MERGE_BYTES = 40;

    private final GgufMetadata metadata;
    private final HeapBudget heap;
    private final GgufVocabulary vocabulary;
    private final boolean addsSpace;

    private record Merge(String left, String right, double score) {}

    GgufSentencePiece(GgufMetadata metadata, GgufVocabulary vocabulary, HeapBudget heap) {
        this.metadata = metadata;
        this.heap = heap;
        this.vocabulary = vocabulary;
        this.addsSpace = metadata.flag(SPACE_PREFIX, true);
    }

    @Override
    public Optional<Object> normalizer() {
        Object replace = Map.of("type", "Replace", "pattern", Map.of("String", " "), "content", META_SPACE);
        Object prepend = Map.of("type", "Prepend", "prepend", META_SPACE);
        return Optional.of(addsSpace ? Map.of("type", "Sequence", "normalizers", List.of(prepend, replace)) : replace);
    }

    @Override
    public Optional<Object> preTokenizer() {
        return Optional.empty();
    }

    @Override
    public void writeRest(JsonGenerator json) throws IOException {
        int unknown = metadata.integer("tokenizer.ggml.unknown_token_id", 0, vocabulary.size() - 1, 0);
        json.writeStringField("unk_token", vocabulary.token(unknown));
        json.writeBooleanField("fuse_unk", true);
        json.writeBooleanField("byte_fallback", vocabulary.hasBytes());
        json.writeArrayFieldStart("merges");
        for (Merge merge : merges()) {
            json.writeStartArray();
            json.writeString(merge.left());
            json.writeString(merge.right());
            json.writeEndArray();
        }
        json.writeEndArray();
    }

    private List<Merge> merges() {
        GgufNumbers scores = metadata.reals(SCORES);
        if (scores.count() != vocabulary.size()) {
            throw new CheckpointException(
                    metadata.file(),
                    "%s must have one entry for each of the %d tokens, but has: %d"
                            .formatted(SCORES, vocabulary.size(), scores.count()));
        }
        heap.take((long) HeapBudget.ENTRY_BYTES * vocabulary.size(), "the merges of the vocabulary");
        Map<String, Integer> ids = new HashMap<>();
        for (int id = 0; id < vocabulary.size(); id++) {
            if (vocabulary.isNormal(id)) {
                ids.put(vocabulary.token(id), id);
            }
        }
        List<Merge> merges = new ArrayList<>();
        for (int id = 0; id < vocabulary.size(); id++) {
            if (vocabulary.isNormal(id)) {
                addSplits(vocabulary.token(id), scores.real(id), ids, merges);
            }
        }
        // stable: what is equal stays in the order of the ids
        merges.sort(Comparator.comparingDouble(Merge::score)
                .thenComparingInt(merge -> codePoints(merge.left()))
                .thenComparingInt(merge -> codePoints(merge.right()))
                .reversed());
        return merges;
    }

    /** Adds every split of a token into two tokens, ordered by their ids. */
    private void addSplits(String token, double score, Map<String, Integer> ids, List<Merge> merges) {
        if (token.length() > MAX_TOKEN) {
            throw new CheckpointException(
                    metadata.file(),
                    "a token must have at most %d characters, but one has: %d".formatted(MAX_TOKEN, token.length()));
        }
        List<Merge> splits = new ArrayList<>();
        for (int i = 1; i < token.length(); i++) {
            if (!Character.isLowSurrogate(token.charAt(i))) {
                Integer left = ids.get(token.substring(0, i));
                Integer right = left == null ? null : ids.get(token.substring(i));
                if (left != null && right != null) {
                    heap.take(MERGE_BYTES, "the merges of the vocabulary");
                    // the vocabulary's own texts: a token of 256 characters may have 255 splits
                    splits.add(new Merge(vocabulary.token(left), vocabulary.token(right), score));
                }
            }
        }
        splits.sort(Comparator.comparingInt((Merge merge) -> ids.getOrDefault(merge.left(), 0))
                .thenComparingInt(merge -> ids.getOrDefault(merge.right(), 0)));
        merges.addAll(splits);
    }

    private static int codePoints(String text) {
        return text.codePointCount(0, text.length());
    }

    @Override
    public Detokenizer detokenizer() {
        return new Detokenizer(
                List.of(new Detokenizer.Replacement(META_SPACE, " ")),
                Detokenizer.Encoding.BYTE_FALLBACK,
                addsSpace ? 1 : 0,
                "");
    }

    @Override
    public boolean addsBosByDefault() {
        return true;
    }
}
